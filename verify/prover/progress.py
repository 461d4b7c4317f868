"""How far a proof has come, told to whoever listens while it is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

__all__ = ["Tell", "Work", "listening", "nobody", "tell"]


class Work(Enum):
    """What is counted: looks at boxes, or statements that imply the one to be shown."""

    LOOKS = "looks at boxes"
    STATEMENTS = "statements that imply it"


Tell = Callable[[Work, int, Callable[[], str]], None]  # what is counted, how much of it, and where: asked for at need


def nobody(work: Work, count: int, where: Callable[[], str]) -> None:
    """Listen to nothing."""


_LISTENER: ContextVar[Tell] = ContextVar("listener", default=nobody)


@contextmanager
def listening(listener: Tell) -> Iterator[None]:
    """Let a function hear how far proofs have come, while the block runs."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(work: Work, count: int, where: Callable[[], str] = str) -> None:
    """Tell the listener how far a proof has come."""
    _LISTENER.get()(work, count, where)
