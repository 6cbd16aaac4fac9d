// Passkeys. Without this file the page offers the app on the phone and recovery codes instead.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) return;

  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function ids(list) {
    return (list || []).map(function (one) { return { type: one.type, id: bytes(one.id) }; });
  }
  function answer(made) {
    var kept = { clientDataJSON: text(made.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) kept[name] = text(made.response[name]);
    });
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: kept, clientExtensionResults: {}
    });
  }
  function ask(form, options) {
    options.challenge = bytes(options.challenge);
    if (form.dataset.passkey === "new") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = ids(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = ids(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-passkey]"), function (form) {
    var problem = form.querySelector("[data-problem]"), button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      if (form.elements.answer.value) return;
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      fetch(form.dataset.options, {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }
      }).then(function (reply) {
        if (!reply.ok) throw new Error(reply.status);
        return reply.json();
      }).then(function (options) { return ask(form, options); }).then(function (made) {
        form.elements.answer.value = answer(made);
        form.submit();
      }).catch(function () {
        button.disabled = false;
        problem.hidden = false;
        problem.focus();
      });
    });
  });
})();
