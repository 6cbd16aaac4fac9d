// Niceties only: every page works without this file. Nothing is stored on the device.
(function () {
  "use strict";
  var all = function (what, act) { Array.prototype.forEach.call(document.querySelectorAll(what), act); };

  all(".sum[tabindex]", function (sum) { sum.focus(); });

  // Quick exit: "back" does not lead here again.
  all("a[data-leave]", function (link) {
    link.addEventListener("click", function (event) { event.preventDefault(); location.replace(link.href); });
  });

  all("button[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });

  // Length: used and allowed, once the end is near.
  all("textarea[data-limit]", function (area) {
    var left = document.createElement("p"), limit = +area.dataset.limit;
    left.className = "note";
    area.after(left);
    area.addEventListener("input", function () {
      var used = Array.from(area.value).length;
      left.textContent = used > limit * 0.8 ? used + " / " + limit : "";
      left.classList.toggle("hot", used > limit);
    });
  });

  // Near me: asks once, rounds to about a kilometre, fills "lon" and "lat", sends the form.
  if (navigator.geolocation && window.isSecureContext) all("button[data-near]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (here) {
        button.form.elements.lon.value = here.coords.longitude.toFixed(2);
        button.form.elements.lat.value = here.coords.latitude.toFixed(2);
        button.form.submit();
      }, function () { button.hidden = true; }, { timeout: 15000 });
    });
  });

  // Photos: made smaller before they travel, without what the camera wrote into them.
  all("input[type=file][data-shrink]", function (input) {
    input.addEventListener("change", function () {
      var basket = new DataTransfer(), files = Array.from(input.files);
      if (!window.createImageBitmap) return;
      Promise.all(files.map(function (file) {
        if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
        return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
          var scale = Math.min(1, +input.dataset.shrink / Math.max(picture.width, picture.height));
          var canvas = document.createElement("canvas");
          canvas.width = picture.width * scale;
          canvas.height = picture.height * scale;
          canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
          return new Promise(function (done) {
            canvas.toBlob(function (blob) {
              done(blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file);
            }, "image/jpeg", 0.85);
          });
        }).catch(function () { return file; });
      })).then(function (small) {
        small.forEach(function (file) { basket.items.add(file); });
        input.files = basket.files;
      });
    });
  });
})();
