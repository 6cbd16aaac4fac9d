"""Many looks at once: how many of the alarms may be false (Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289).

Needs numpy; belongs to the statistics profile, a web worker of the community rooms never imports it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHARE = 0.05
"""The usual bound of the expected share of false alarms among all alarms."""


def adjusted(p_values: ArrayLike) -> NDArray[np.float64]:
    """The smallest bound of the false-discovery share at which each test would raise an alarm; same shape.

    Tests that could not be made are nan: they stay nan and are not counted. Holds for independent tests and for
    those that lean the same way (Benjamini & Yekutieli 2001). Raises `ValueError` outside 0 to 1.
    """
    values = np.asarray(p_values, dtype=np.float64)
    flat = values.ravel()
    made = np.flatnonzero(~np.isnan(flat))
    result = np.full(flat.size, np.nan)
    if made.size:
        seen = flat[made]
        if seen.min() < 0 or seen.max() > 1:
            raise ValueError("a chance lies between 0 and 1")
        order = np.argsort(seen)
        steps = seen[order] * (made.size / np.arange(1, made.size + 1))
        steps = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
        result[made[order]] = steps
    return result.reshape(values.shape)


def alarms(p_values: ArrayLike, share: float = SHARE) -> NDArray[np.bool_]:
    """Where to raise an alarm, so that at most `share` of all alarms are expected to be false."""
    if not 0 < share < 1:
        raise ValueError("the share must lie between 0 and 1")
    found: NDArray[np.bool_] = adjusted(p_values) <= share
    return found


def joined(p_values: ArrayLike, axis: int = -1) -> NDArray[np.float64]:
    """One chance for a family of tests along `axis`: that none of them says anything (Simes 1986).

    The smallest of the adjusted values; nan when none of the tests was made.
    """
    values = np.moveaxis(np.asarray(p_values, dtype=np.float64), axis, -1)
    ordered = np.sort(values, axis=-1)  # nan come last
    made = np.sum(~np.isnan(ordered), axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        steps = ordered * made / np.arange(1, values.shape[-1] + 1)
    smallest = np.min(np.where(np.isnan(steps), np.inf, steps), axis=-1)
    return np.asarray(np.where(made[..., 0] > 0, np.minimum(1.0, smallest), np.nan), dtype=np.float64)
