"""Functions of a library that only write an expression down, which a reader takes for its author's own code."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import TypeVar

__all__ = ["NOTATION", "notation"]

Written = TypeVar("Written", bound=Callable[..., object])
NOTATION: set[CodeType] = set()


def notation(function: Written) -> Written:
    """Mark a function that only writes an expression down."""
    NOTATION.add(function.__code__)
    return function
