"""Drawn pictures: a lamp, a road, a tap, a bin, a tree, a stamped sheet. No people, no writing that can be read."""

import random
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from hamkori.ground.files.store import take_in

SIZE = (480, 360)
SKY, EARTH, DARK, LIGHT, GREEN, BLUE, STONE, PAPER, STAMP = (
    "#cfe0ea", "#c9b48f", "#2f3a4a", "#f7d774", "#6b8f5a", "#5d8fb8", "#8d8a84", "#f8f6ef", "#4a5fa8",
)  # fmt: skip
SCENES = ("lamp", "road", "tap", "bin", "tree", "paper")


@cache
def picture(scene: str, variant: int) -> bytes:
    """One drawing as PNG."""
    rng = random.Random(f"{scene} {variant}")
    image = Image.new("RGB", SIZE, SKY if scene != "paper" else STONE)
    draw = ImageDraw.Draw(image)
    if scene == "paper":
        draw.rectangle((110, 20, 370, 345), fill=PAPER)
        for line in range(12):
            draw.line(
                (135, 60 + 18 * line, 250 + rng.randint(0, 95), 60 + 18 * line), fill="#9a978f", width=3
            )
        draw.ellipse((265, 255, 345, 335), outline=STAMP, width=6)
    else:
        draw.rectangle((0, 230, *SIZE), fill=EARTH)
        draw.polygon([(0, 230), (90, 140 + rng.randint(0, 30)), (210, 230)], fill=STONE)
    if scene == "lamp":
        draw.rectangle((235, 70, 245, 300), fill=DARK)
        draw.ellipse((215, 45, 265, 85), fill=LIGHT if variant % 2 else DARK)
    elif scene == "road":
        draw.polygon([(180, 230), (300, 230), (430, 360), (50, 360)], fill="#6f6f6f")
        for _hole in range(0 if variant % 2 else 5):
            x, y = rng.randint(140, 320), rng.randint(250, 330)
            draw.ellipse((x, y, x + 46, y + 16), fill="#3d3a36")
    elif scene == "tap":
        draw.rectangle((200, 120, 225, 300), fill=STONE)
        draw.rectangle((200, 120, 300, 140), fill=STONE)
        if variant % 2:
            draw.rectangle((285, 140, 295, 300), fill=BLUE)
    elif scene == "bin":
        draw.rectangle((150, 190, 330, 310), fill=GREEN)
        for _piece in range(1 if variant % 2 else 12):
            x, y = rng.randint(120, 350), rng.randint(290, 340)
            draw.rectangle((x, y, x + 22, y + 14), fill=rng.choice((DARK, LIGHT, BLUE)))
    elif scene == "tree":
        draw.rectangle((230, 180, 250, 300), fill="#7a5a3a")
        draw.ellipse((170, 70, 310, 210), fill=GREEN)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def photo(scene: str, variant: int, *, purpose: str = "concern") -> str:
    """Take a drawing in as if somebody had sent it; returns its token."""
    upload = SimpleUploadedFile(f"{scene}.png", picture(scene, variant), "image/png")
    return take_in(upload, purpose=purpose).token
