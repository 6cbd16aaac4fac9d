"""The drawings. State signs are shapes first and colours second; icons never stand without words."""

_STAR = (
    "M12 1.8l2.99 2.99h4.22v4.22L22.2 12l-2.99 2.99v4.22h-4.22L12 22.2l-2.99-2.99H4.79v-4.22L1.8 12l2.99-2.99"
    "V4.79h4.22z"
)
_SQUARE = "M5.3 5.3h13.4v13.4H5.3z"


def _line(path: str, width: float = 1.8) -> str:
    return f'<path fill="none" stroke="currentColor" stroke-width="{width}" d="{path}"/>'


def _drawn(path: str) -> str:
    return (
        '<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" '
        f'stroke-linecap="round" d="{path}"/>'
    )


#: State signs: one square is set by whoever promised, the second by residents; only both make a star.
SIGNS: dict[str, str] = {
    "due": _line(_SQUARE, 1.7),
    "done": _line("M12 2.4 21.6 12 12 21.6 2.4 12z", 1.3) + f'<path fill="currentColor" d="{_SQUARE}"/>',
    "kept": f'<path fill="currentColor" d="{_STAR}"/>'
    '<path fill="none" stroke="var(--paper)" stroke-width="2" d="M7.8 12.2l2.9 2.9 5.5-5.8"/>',
    "late": _line(_SQUARE + "M12 8.2v4.9M12 14.6v1.9", 2.2),
    "again": _line(_STAR, 1.7) + _line("M8.9 9.3A4.1 4.1 0 1 1 7.9 12.6M8.9 6v3.4h3.4", 1.7),
    "must": '<path fill="currentColor" d="M12 1.5 22.5 12 12 22.5 1.5 12z"/>'
    '<path stroke="var(--paper)" stroke-width="2.2" d="M12 7.2v5.6M12 14.8V17"/>',
    "advice": _line("M12 2.8 21.2 12 12 21.2 2.8 12z"),
}

ICONS: dict[str, str] = {
    "say": _drawn("M4 4h16v12h-9l-5 4.5V16H4z"),
    "ticket": _drawn("M3 6.5h18V10a2 2 0 0 0 0 4v3.5H3V14a2 2 0 0 0 0-4zM14 7v2m0 2v2m0 2v2"),
    "person": _drawn("M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4 21c0-4 4-6 8-6s8 2 8 6"),
    "people": _drawn(
        "M5 8.5a3 3 0 1 0 6 0 3 3 0 1 0-6 0M2 19c0-3.5 3-5 6-5s6 1.5 6 5M15 5.8a3 3 0 0 1 0 5.4"
        "M17 14.3c3 .5 5 2 5 4.7"
    ),
    "phone": _drawn(
        "M6 3h3l1.5 5-2 1.5a12 12 0 0 0 6 6l1.5-2 5 1.5v3c0 1.7-1.3 3-3 3A15 15 0 0 1 3 6c0-1.7 1.3-3 3-3z"
    ),
    "place": _drawn(
        "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM9.5 9.5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0"
    ),
    "search": _drawn("M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M15.5 15.5 21 21"),
    "paper": _drawn("M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"),
    "camera": _drawn("M3 7.5h4L8.5 5h7L17 7.5h4V19H3zM8.5 13a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0"),
    "print": _drawn("M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"),
    "lock": _drawn("M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3"),
    "eye": _drawn(
        "M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12zM9.5 12a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0"
    ),
    "calendar": _drawn("M4 5.5h16V20H4zM4 10h16M8 3v4M16 3v4"),
    "letter": _drawn("M3 6h18v13H3zM3 7l9 7 9-7"),
    "inbox": _drawn("M4 4h16v16H4zM4 14h5a3 3 0 0 0 6 0h5"),
    "list": _drawn("M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5"),
    "door": _drawn("M6 3h9v18H6zM12 12h.5M18 8l3 4-3 4"),
}
