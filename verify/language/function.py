"""The record of a function: what is known of it, a column each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from verify.language.term import Term

__all__ = ["KINKED", "UNCERTIFIED", "Conditions", "Function", "Image", "Piece", "Without", "everywhere"]

Conditions = Callable[..., tuple[Term, ...]]

UNCERTIFIED = {"gamma", "loggamma", "factorial", "digamma", "binomial", "atan2"}
KINKED = {"abs", "max", "min", "sign", "floor", "ceiling", "heaviside", "mod"}


def everywhere(*_: Term) -> tuple[Term, ...]:
    return ()


class Without(NamedTuple):
    """The reason why a function has no entry in a column."""

    reason: str


class Image(NamedTuple):
    """An interval that holds every value; None is an end at infinity, `closed` tells which ends are attained."""

    low: Term | None
    high: Term | None
    closed: tuple[bool, bool] = (True, True)


class Piece(NamedTuple):
    """An interval on which a function of one argument rises (1) or falls (−1), weakly; None is an end at infinity."""

    low: Term | None
    high: Term | None
    direction: int


@dataclass(frozen=True)
class Function:
    """What is known of one function, at real arguments.

    ``defined``, ``continuous`` and ``smooth`` give, for arguments, conditions that together say where the function
    is defined; where it is continuous, and where differentiable, if it is defined.  ``derivative`` holds the partial
    derivatives, true where it is smooth.  ``exact`` holds values at exact arguments.  ``pieces`` cover the line, or the
    part of it where the function is defined.  ``sympy``, ``latex``, ``coq`` and ``json`` are its names elsewhere.
    ``engines`` gives reasons for arithmetics without it.
    """

    name: str
    arity: int | None  # None: one or more
    sympy: str
    latex: str
    coq: str | Without
    defined: Conditions
    continuous: Conditions
    smooth: Conditions
    derivative: tuple[Callable[..., Term], ...] | Without
    image: Image
    parity: int | Without  # 1 even, −1 odd
    pieces: tuple[Piece, ...] | Without
    exact: Mapping[Term, Term] | Without = field(default_factory=dict)
    engines: Mapping[str, Without] = field(default_factory=dict)

    @property
    def json(self) -> str | Without:
        """What certificates call it."""
        return Without("the checker has no bounds for it") if self.name in UNCERTIFIED else self.name

    @property
    def is_total(self) -> bool:
        """Whether it is defined wherever its arguments are."""
        return self.defined is everywhere

    @property
    def is_continuous(self) -> bool:
        """Whether it is continuous wherever it is defined."""
        return self.continuous is everywhere

    @property
    def is_smooth(self) -> bool:
        """Whether it is differentiable wherever it is defined, save at the ends of the set where it is."""
        return self.is_continuous and not isinstance(self.derivative, Without) and not self.is_kinked

    @property
    def is_kinked(self) -> bool:
        """Whether it has kinks or jumps inside the set where it is defined."""
        return self.name in KINKED

    @property
    def has_sign_of_argument(self) -> bool:
        """Whether it is odd and nowhere falling, and 0 at 0 only or constant on either side."""
        return self.parity == -1 and not isinstance(self.pieces, Without) and [p.direction for p in self.pieces] == [1]
