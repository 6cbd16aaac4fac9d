"""Photos and sheets of paper for the journeys."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def a_photo(side: int = 320) -> bytes:
    """A small JPEG as a telephone would make it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (side, side), "#d8d2c3")
    ImageDraw.Draw(picture).rectangle((40, 40, side - 40, side - 80), fill="#0b656d")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def sheets(page: "Page") -> int:
    """How many A4 sheets the page needs when it is printed."""
    return page.pdf(format="A4", prefer_css_page_size=False).count(b"/Type /Page\n")
