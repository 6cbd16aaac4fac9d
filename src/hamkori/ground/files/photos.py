"""Photos: opened with care, written anew without anything but the picture."""

import io
import struct
import zlib
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from hamkori.kernel.errors import BadInput

LONGEST_SIDE = 1600
"""Pixels of the longer side of a photo that is kept."""

_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 24_000_000
"""For pictures that have to be opened whole: about 100 MB of memory while one is opened."""
_MOST_PIXELS_SCALED = 110_000_000
"""For plain JPEG, which is scaled down while it is read."""
_BLOCKS = 8
"""A hidden region is left with so many blocks along its longer side."""

_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, OverflowError, struct.error,
    zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the kept photo."""


class BrokenPhoto(BadInput):
    """The bytes look like a photo, but no picture comes out of them (or an absurdly large one)."""

    message = _("This photo cannot be opened. Please choose another one.")


def clean_photo(data: bytes) -> tuple[bytes, int, int]:
    """`data` as a JPEG of at most `LONGEST_SIDE` without metadata, upright, with its width and height.

    Raises `BrokenPhoto`.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            pixels = image.size[0] * image.size[1]
            scales = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
            if pixels > (_MOST_PIXELS_SCALED if scales else _MOST_PIXELS):
                raise BrokenPhoto
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            picture = _on_white(upright)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    except _BROKEN as error:
        raise BrokenPhoto from error
    return _written(picture)


def hide_boxes(data: bytes, boxes: Sequence[Box]) -> tuple[bytes, int, int]:
    """A kept photo with `boxes` made unrecognisable. Raises `BadInput` for a box outside of it."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            picture = image.convert("RGB")
    except _BROKEN as error:
        raise BrokenPhoto from error
    for left, top, right, bottom in boxes:
        left, top = max(0, left), max(0, top)
        right, bottom = min(picture.width, right), min(picture.height, bottom)
        if left >= right or top >= bottom:
            raise BadInput(_("The part to hide lies outside the photo."))
        part = picture.crop((left, top, right, bottom))
        few = max(1, min(part.size) * _BLOCKS // max(part.size)), _BLOCKS
        blocks = (few[1], few[0]) if part.width >= part.height else few
        blocks = (min(blocks[0], part.width), min(blocks[1], part.height))
        hidden = part.resize(blocks, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        picture.paste(hidden, (left, top))
    return _written(picture)


def _on_white(image: Image.Image) -> Image.Image:
    """Nothing but the colours of `image`, on white where it is transparent."""
    clean = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        clean.paste(layers, mask=layers.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _written(picture: Image.Image) -> tuple[bytes, int, int]:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), picture.width, picture.height
