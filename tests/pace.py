"""Limits of processor time that mean the same on a slow machine and on a busy one."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sympy import expand, sin, symbols

__all__ = ["OutOfTime", "at_most", "pace"]

REFERENCE = 0.3  # seconds that `pace` measured where the limits were set


class OutOfTime(BaseException):
    """The budget is spent; no `except Exception` takes it for a failure of what ran."""


@cache
def pace() -> float:
    """Return how many times as long as where the limits were set this process takes for some algebra, at least 1."""
    x, y, z = symbols("x y z")
    start = time.process_time()
    expand((x + sin(y) + z + 1) ** 9 * (x - y) ** 3)
    return max(1.0, (time.process_time() - start) / REFERENCE)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so much processor time, times `pace`."""

    def stop(*_: object) -> None:
        raise OutOfTime(f"more than {seconds} s, on a machine of pace {pace():.2g}")

    before, limit = signal.signal(signal.SIGVTALRM, stop), seconds * pace()
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
