"""The rows of a table of figures as they are drawn: totals in the foot, every word escaped."""

from django.utils import translation

from hamkori.rooms.crime.templatetags.figures import shape_rows
from hamkori.rooms.crime.views.pivot import Row

NUMBER = {"number": 12345, "why": "", "code": ""}
HIDDEN = {"number": None, "why": "hidden <5>", "code": "small"}


def test_rows_are_drawn_with_totals_in_the_foot_and_every_word_escaped() -> None:
    rows = [
        Row("theft & robbery", "0502", 1, False, (NUMBER, HIDDEN)),
        Row("all", "", 0, True, (NUMBER | {"flag": "b"}, HIDDEN)),
    ]
    with translation.override("en"):
        drawn = shape_rows(rows)
    first, last = drawn.splitlines()
    assert first == (
        '<tbody><tr><th scope="row"><span class="meta" aria-hidden="true">·</span> Theft &amp; robbery '
        '<small>0502</small></th><td class="n">12,345</td><td class="n hid">hidden &lt;5&gt;</td></tr>'
    )
    assert last.startswith(
        '<tfoot><tr><th scope="row">All</th><td class="n">12,345 <small><abbr title="broken'
    )
    assert last.endswith("</tr></tfoot>")
