"""Would the map have told where the later events came? The earlier part of a picture, tried on its later part.

A map of hot spots is worth something only if its squares stay full. So the density of the earlier two thirds of the
days is laid out, and the events of the last third are counted in its fullest squares: PAI, PEI and RRI of
`measures.prediction`. Nothing of the later part is in the earlier. Loads numpy: for jobs and commands only.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np

from hamkori.ground.measures.grids import Grid, density, histogram
from hamkori.ground.measures.prediction import accuracy, pai_interval

EARLIER = 2 / 3
FEWEST_EARLIER, FEWEST_LATER = 30, 20
"""Events on the picture in each part; with fewer nothing is said."""
SHARES = (0.05, 0.1, 0.2)
"""Of the squares that are compared, the fullest first."""


def foretold(
    grid: Grid, inside: Any, bandwidth: float, x: Any, y: Any, days: Any, begins: date, ends: date
) -> dict[str, Any] | None:
    """What the earlier days would have told of the later ones; None where there are too few events.

    `days` are ordinals. Each line: [squares, share of the area, events there, PAI, its low and high (95 %), PEI, RRI].
    """
    length = (ends - begins).days + 1
    cut = begins + timedelta(days=round(length * EARLIER))
    early = np.asarray(days) < cut.toordinal()
    before, after = histogram(grid, x[early], y[early]), histogram(grid, x[~early], y[~early])
    came = after.counts[inside]
    if before.counts[inside].sum() < FEWEST_EARLIER or came.sum() < FEWEST_LATER:
        return None
    expected = density(before, bandwidth, inside=inside).values[inside] * grid.side**2
    later_days, earlier_days = (ends - cut).days + 1, (cut - begins).days
    found = accuracy(came, expected * later_days / earlier_days)
    events = int(came.sum())
    lines = []
    for share in SHARES:
        squares = max(1, round(share * came.size))
        at = squares - 1
        hits = int(round(float(found.hit_share[at]) * events))
        bounds = pai_interval(hits, events, float(found.area_share[at]))
        rri = float(found.rri[at])
        lines.append(
            [
                squares, round(float(found.area_share[at]), 4), hits, round(float(found.pai[at]), 2),
                round(bounds.low, 2), round(bounds.high, 2), round(float(found.pei[at]), 3),
                round(rri, 2) if np.isfinite(rri) else None,
            ]
        )  # fmt: skip
    return {"since": cut.isoformat(), "events": events, "lines": lines}
