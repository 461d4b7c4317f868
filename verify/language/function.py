"""The record of a function: what is known of it, a column each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from verify.language.reasons import Cause
from verify.language.term import Term, zero

__all__ = ["Conditions", "Function", "Image", "Piece", "Without", "everywhere"]

Conditions = Callable[..., tuple[Term, ...]]


def everywhere(*_: Term) -> tuple[Term, ...]:
    return ()


class Without(NamedTuple):
    """The reason why a function has no entry in a column."""

    reason: str


class Image(NamedTuple):
    """An interval that holds every value; None is an end at infinity, `closed` tells which ends are attained.

    One that depends on the arguments is closed, its ends attained or not.
    """

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
    part of it where the function is defined.  ``hole`` is what is said where it may be undefined.  ``sympy``,
    ``latex`` and ``json`` are its names elsewhere, ``coq`` is a term with {0} for the argument, or for two {0} and {1}.
    ``engines`` gives reasons for arithmetics without it, and
    for certificates.
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
    image: Image | Callable[..., Image]
    parity: int | Without  # 1 even, −1 odd
    pieces: tuple[Piece, ...] | Without
    exact: Mapping[Term, Term] = field(default_factory=dict)
    engines: Mapping[str, Without] = field(default_factory=dict)
    period: Term | Without = Without("no period")
    hole: Cause = Cause.MAY_BE_UNDEFINED

    @property
    def json(self) -> str | Without:
        """What certificates call it."""
        return self.engines.get("certificate", self.name)

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
        return self.is_continuous and not isinstance(self.derivative, Without) and self.is_analytic

    @property
    def is_analytic(self) -> bool:
        """Whether it is analytic inside the set where it is defined, without kinks or jumps."""
        return "series" not in self.engines

    @property
    def crossing(self) -> tuple[Term, int] | None:
        """The zero of a monotone function that has one, and the sign, 1 or −1, that it has beyond."""
        zeros = [x for x, value in self.exact.items() if value is zero]
        if not zeros or isinstance(self.pieces, Without) or len(self.pieces) > 1:
            return None
        return zeros[0], self.pieces[0].direction
