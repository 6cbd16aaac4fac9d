"""Values that hardly ever change (the pack's clocks, help lines, the calendar), kept in memory for a moment."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_kept: dict[tuple[object, ...], tuple[float, object]] = {}
_MOST = 5000


def for_a_while(seconds: float) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Remember what a read returned for `seconds`, per process and arguments (which must be hashable).

    The result is shared: callers must not change it. After a pack was loaded call `forget_all`.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(function)
        def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            key = (function, args, tuple(sorted(kwargs.items())))
            return remembered(seconds, key, lambda: function(*args, **kwargs))

        return wrapper

    return decorate


def remembered(seconds: float, key: tuple[object, ...], make: Callable[[], Result]) -> Result:
    """What `make` returned for this key less than `seconds` ago, or returns now. The same rules as `for_a_while`."""
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and now - found[0] < seconds:
        return found[1]  # type: ignore[return-value]
    result = make()
    if len(_kept) > _MOST:
        _kept.clear()
    _kept[key] = (now, result)
    return result


def forget_all() -> None:
    """Drop everything that is remembered in this process."""
    _kept.clear()
