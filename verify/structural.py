"""Python's == between expressions in a statement: true if both are written alike, whatever their values are.

`if x == y` with symbols x and y is never taken, so that a statement may claim less than it seems to.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from importlib.metadata import entry_points
from threading import RLock
from types import CodeType, FrameType
from typing import Any

from sympy import Basic

__all__ = ["StructuralComparison", "no_structural_comparison"]

PYTHON, INSTALLED = (os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "purelib"))
_LOCK = RLock()


class StructuralComparison(TypeError):
    """A statement depends on whether two expressions with symbols are written alike."""


@contextmanager
def no_structural_comparison(function: Callable[..., Any]) -> Iterator[None]:
    """Raise `StructuralComparison` where the author's code compares expressions with symbols by ==, != or in.

    The author's code is that of `function`, and all that belongs to no library.
    """
    code = getattr(function, "__code__", None)
    with _LOCK:
        pairs = {(kind, name) for kind in _kinds(Basic) for name in ("__eq__", "__ne__") if name in vars(kind)}
        kept = [(kind, name, vars(kind)[name]) for kind, name in pairs]
        try:
            for kind, name, original in kept:
                setattr(kind, name, _watched(original, code))
            yield
        finally:
            for kind, name, original in kept:
                setattr(kind, name, original)


def _watched(original: Callable[[Any, Any], Any], code: CodeType | None) -> Callable[[Any, Any], Any]:
    @wraps(original)
    def compared(self: Any, other: Any) -> Any:
        if self is not other and _is_the_authors(sys._getframe(1), code) and _speaks_of_symbols(self, other):
            raise StructuralComparison(f"Python compares {self} and {other} as they are written, not their values")
        return original(self, other)

    return compared


def _is_the_authors(frame: FrameType, code: CodeType | None) -> bool:
    if frame.f_code is code:
        return True
    if frame.f_globals.get("__name__", "").partition(".")[0] in _libraries():
        return False
    # by its place: a module of the author's may be called as one of Python's own is
    file = frame.f_code.co_filename
    return file.startswith(INSTALLED) or not file.startswith(("<frozen", PYTHON))


def _speaks_of_symbols(*sides: Any) -> bool:
    return any(isinstance(side, Basic) and bool(side.free_symbols) for side in sides)


@cache
def _libraries() -> frozenset[str]:
    catalogues = {entry.value.partition(".")[0] for entry in entry_points(group="certiphi.catalogues")}
    return frozenset({"flint", "mpmath", "numpy", "sympy", "verify"} | catalogues)


def _kinds(kind: type) -> Iterator[type]:
    yield kind
    below: type
    for below in kind.__subclasses__():
        yield from _kinds(below)
