"""Names on a picture of squares: they stand where they cover least, and a picture of few squares is a large one."""

from itertools import combinations

from hamkori.rooms.crime.analysis import drawing

NAMES = {"tj.du": "Душанбе (шаҳр)", "tj.kt.vakhsh": "Вахш", "tj.kt.bokhtar": "Бохтар"}
SQUARES = [(0, 4, 5), (0, 5, 5), (2, 3, 5), (3, 5, 5), (4, 3, 5), (5, 0, 5)]
"""[row from the bottom, column, number]: what the public picture of a city had under its name."""


def boxes(drawn: drawing.Picture) -> list[drawing.Box]:
    return [(cell.x, cell.y, cell.x + cell.edge, cell.y + cell.edge) for cell in drawn.cells]


def test_the_name_of_the_city_covers_no_square_of_its_picture() -> None:
    drawn = drawing.grid_picture({"rows": 6, "columns": 6}, SQUARES, [5.0], [["tj.du", 4.3, 3.6]], NAMES)
    (mark,) = drawn.marks
    word = drawing._box(mark)
    assert all(drawing._shared(word, square) == 0 for square in boxes(drawn))
    left, _top, wide, _high = map(int, drawn.view_box.split())
    assert left <= word[0] and word[2] <= left + wide


def test_no_two_names_lie_on_each_other_and_the_first_ones_stay() -> None:
    marks = [["tj.du", 3.0, 3.0], ["tj.kt.vakhsh", 3.2, 3.1], ["tj.kt.bokhtar", 5.5, 1.0]]
    drawn = drawing.grid_picture({"rows": 20, "columns": 20}, [], [5.0], marks, NAMES)
    assert drawn.marks[0].name == NAMES["tj.du"]
    assert all(not drawing._shared(drawing._box(a), drawing._box(b)) for a, b in combinations(drawn.marks, 2))


def test_a_name_that_would_hide_a_large_square_is_left_out() -> None:
    """The squares are the message; a square in the corner leaves its place no room for a name."""
    full = [(row, column, 5) for row in range(6) for column in range(6)]
    assert (
        drawing.grid_picture({"rows": 6, "columns": 6}, full, [5.0], [["tj.du", 3.0, 3.0]], NAMES).marks == ()
    )


def test_few_squares_are_drawn_large_and_many_small() -> None:
    small = drawing.grid_picture({"rows": 6, "columns": 6}, SQUARES, [5.0], [], {})
    large = drawing.grid_picture({"rows": 60, "columns": 60}, SQUARES, [5.0], [], {})
    assert small.cells[0].edge == drawing.LARGEST and large.cells[0].edge == drawing.SIZE
    assert small.cells[0].path == "M192 240h48v48h-48z" and small.width == 6 * drawing.LARGEST
