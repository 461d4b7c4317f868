"""What was typed: a Python function read as a statement before SymPy, or Python's `if`, decides anything in it.

The function runs with SymPy's evaluation off.  Every call from its author's code into SymPy is seen by a profile
function: what writes (operators, functions, relations) passes; what computes (`diff`, `expand`, `simplify`, …) runs
with evaluation on and is kept as a step, to be shown later; whatever else asks SymPy is named as an obstacle.  Where
Python asks a relation for its truth (`if`, `and`, `min`, `max`, 0 <= x <= 1) both answers are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

import sympy
from sympy import Basic
from sympy.logic.boolalg import Boolean

from verify.language.between import BETWEEN
from verify.language.expectation import E
from verify.language.from_sympy import term_of
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.steps import BINDERS, Step, value_of
from verify.language.sympy_heads import Branch, NotReadable
from verify.language.term import Term, postorder, substitute
from verify.language.watching import Reader, Seen, unevaluated

__all__ = ["Reading", "computed", "read"]

MOST_PATHS = 64  # ways through a function's ifs
_LOCK = RLock()


class TooManyPaths(TypeError):
    """Python asked for the truth of so many relations that the ways through the function cannot all be followed."""


@dataclass(frozen=True)
class Reading:
    """What a function states: `tree` as SymPy keeps it unevaluated, and what it took to write it.

    ``steps`` are computations of SymPy on the way, each a claim to be shown; ``obstacles`` name what could not be
    read as typed.  With ``valued`` SymPy is asked for the values of integrals, sums and products.
    """

    tree: Any
    steps: tuple[Step, ...] = ()
    obstacles: tuple[str, ...] = ()
    valued: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing was computed on the way."""
        return not (self.steps or self.obstacles)

    @cached_property
    def typed(self) -> Term | None:
        """The statement as a term, None where a part of it cannot be said in terms."""
        try:
            return term_of(self.tree, between=self.valued)
        except NotReadable:
            return None

    @cached_property
    def term(self) -> Term | None:
        """The statement with SymPy's values of its integrals, sums and products: the same, if `vouched` is right."""
        if self.typed is None or not self._values:
            return self.typed
        values = {node: step.value for node, step in self._values.items() if step.value is not None}
        found = substitute(self.typed, values)
        return None if any(part.head in BETWEEN for part in postorder(found)) else found

    @cached_property
    def _values(self) -> dict[Term, Step]:
        if not self.valued or self.typed is None:
            return {}
        nodes = [node for node in sympy.preorder_traversal(self.tree) if isinstance(node, BINDERS)]
        known = {term_of(node, between=True): node for node in reversed(nodes)}
        spoken = set(postorder(self.typed)) if nodes else set()
        return {term: value_of(node) for term, node in known.items() if term in spoken and term.head in BETWEEN}

    @property
    def vouched(self) -> tuple[Step, ...]:
        """What must be shown before `term` states what was typed."""
        asked = dict.fromkeys(node for step in self.steps for node in step.binders)
        return tuple(dict.fromkeys([*self._values.values(), *map(value_of, asked)]))

    @cached_property
    def why(self) -> Reason:
        """Why the statement as typed cannot be decided, nothing if nothing stands in the way."""
        if self.obstacles:
            return because(Cause.UNREAD, text=self.obstacles[0])
        if self.term is not None:
            return NOTHING
        if self.typed is not None:
            reasons = [step.reason for step in self.vouched if step.value is None]
            return because(Cause.UNREAD, text=next(iter(reasons), "it has no value for SymPy"))
        try:
            term_of(self.tree)
        except NotReadable as error:
            return error.reason
        return NOTHING


def read(function: Callable[..., Any], arguments: Mapping[str, Any], plain: bool = False) -> Reading:
    """Return what a function of symbols states, as it is typed.

    The function may run several times, once for each way through its ifs, so it must give the same each time.  Raises
    what the function raises, `StructuralComparison` for a == b, `TooManyPaths`, and with ``plain`` `Computes` as soon
    as anything is computed.
    """
    found = Seen(plain)
    with _LOCK, unevaluated():
        tree = _followed(function, arguments, (), found)
    valued = not plain and not (isinstance(tree, Basic) and tree.has(E))
    return Reading(tree, tuple(dict.fromkeys(found.steps)), tuple(dict.fromkeys(found.obstacles)), valued)


def computed(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Reading:
    """Return what a function of symbols states, computed by SymPy as usual."""
    with sympy.evaluate(True):
        return Reading(function(**arguments))


def _followed(
    function: Callable[..., Any], arguments: Mapping[str, Any], answers: tuple[bool, ...], found: Seen
) -> Any:
    """Return the statement on the way that begins with these answers, and on all ways that part from it later."""
    found.paths += 1
    if found.paths > MOST_PATHS:
        raise TooManyPaths(
            f"Python asked for the truth of relations on more than {MOST_PATHS} ways: write Max, Min, Piecewise, And"
        )
    reader = Reader(getattr(function, "__code__", None), answers, found)
    with reader:
        value = function(**arguments)
    for depth in reversed(range(len(answers), len(reader.asked))):
        other = _followed(function, arguments, (*reader.given[:depth], not reader.given[depth]), found)
        yes, no = (value, other) if reader.given[depth] else (other, value)
        value = _branch(reader.asked[depth], yes, no)
    return value


def _branch(condition: Any, yes: Any, no: Any) -> Any:
    yes, no = (sympy.S(x) if isinstance(x, bool) else x for x in (yes, no))
    for value in (yes, no):
        if not isinstance(value, Boolean):
            raise TypeError(f"one way through its ifs gives {value!r}, which is no relation")
    return yes if yes is no else Basic.__new__(Branch, condition, yes, no)
