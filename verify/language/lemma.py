"""The declaration of a lemma: a sentence, a domain, a statement, and what it rests on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Basic, Expr
from sympy.logic.boolalg import Boolean, BooleanFunction

from verify.language.advice import advice, equality_as_value, place_of, told
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.origins import OURS, origin
from verify.language.reading import Reading, computed, read
from verify.language.rendering import Shown, rendered
from verify.language.sympys_failures import sympy_may_fail
from verify.language.to_sympy import sympy_of
from verify.language.vectors import Vector
from verify.language.verdict import Evidence, Status
from verify.language.watching import StructuralComparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from verify.language.verdict import Verdict

    Check = Callable[["Lemma"], Evidence]

__all__ = ["DeclarationError", "Lemma", "ancestors", "lemma"]


class DeclarationError(TypeError):
    """A lemma is declared in a way that cannot be what its author meant."""


@dataclass(frozen=True, eq=False)
class Lemma(Shown):
    """A statement claimed for every point of a domain.

    ``status`` is the claim (None: report what is reached), ``checks`` the evidence to gather (None:
    the checker chooses), ``quoted`` marks a theorem taken from ``source`` and not proved here.
    """

    name: str
    sentence: str
    domain: Domain
    function: Callable[..., Any]
    source: str = ""
    uses: tuple[Lemma, ...] = ()
    checks: tuple[Check, ...] | None = None
    status: Status | None = None
    quoted: bool = False

    def __repr__(self) -> str:
        return f"<lemma {self.name}>"

    def plot(self, ax: Axes | None = None, verdict: Verdict | None = None, at: Mapping[str, Any] | None = None) -> Axes:
        """Draw an equation or inequality in one variable, or the sign of an inequality's margin in two.

        ``verdict`` marks its witness; ``at`` fixes other variables by name.  A picture is floating point and proves
        nothing; ranges without end are cut.  Raises ValueError, which says why, for what cannot be drawn.
        """
        return rendered("plot", self, ax, verdict, at or {})

    @cached_property
    def reading(self) -> Reading:
        """The claim as it is typed, read and validated on first use.

        What a lemma of an installed catalogue computes with SymPy is a derivation, and trusted as the package is.
        """
        if origin(self.function.__code__) is OURS:
            with suppress(DeclarationError):  # it computes, or the run that follows says what is wrong
                return self._read(partial(read, plain=True))
            return self._read(computed)
        return self._read(read)

    def _read(self, how: Callable[[Callable[..., Any], Mapping[str, Any]], Reading]) -> Reading:
        try:
            found = how(self.function, self.domain.by_name)
        except DeclarationError:
            raise
        except StructuralComparison as error:
            line = f"lemma {self.name} has a == b in its statement: write Eq(a, b), and Ne(a, b) for a != b; {error}"
            raise DeclarationError(f"{place_of(self.function, error)}{line}") from error
        except Exception as error:
            line = advice(error) or f"its statement raises {told(error)}"
            raise DeclarationError(f"{place_of(self.function, error)}lemma {self.name}: {line}") from error
        try:
            return replace(found, tree=_validated(self, found.tree))
        except DeclarationError as error:
            raise DeclarationError(f"{place_of(self.function)}{error}") from None

    @cached_property
    def statement(self) -> Boolean:
        """The claim as a SymPy relation or Boolean, evaluated by SymPy: for derivations, pictures and guesses."""
        if (term := self.reading.term) is not None:
            with sympy_may_fail(TypeError, ValueError):  # on what is no real number to it: log(log(1/2)) in a maximum
                return sympy_of(term)
            return self.reading.tree
        written = self.reading.obstacles or self.reading.vouched
        return self.reading.tree if written else self._read(computed).tree

    @property
    def typed(self) -> Boolean:
        """The claim as it is typed: what is printed."""
        return self.reading.tree


def _validated(declared: Lemma, statement: Any) -> Boolean:
    name = declared.name
    if statement is None:
        raise DeclarationError(f"lemma {name} returns nothing: end it with `return` and a relation")
    if isinstance(statement, bool):
        raise DeclarationError(
            f"lemma {name} returns the Python value {statement}: write Eq(a, b) for equality, not a == b, "
            "and Ne(a, b), not a != b"
        )
    if isinstance(statement, (tuple, list)):
        raise DeclarationError(f"lemma {name} returns several relations: join them, And(a, b)")
    if equality_as_value(declared.function):
        raise DeclarationError(f"lemma {name} has a == b in its statement: write Eq(a, b), and Ne(a, b) for a != b")
    if not isinstance(statement, Boolean) or isinstance(statement, Expr):  # to SymPy a symbol is a Boolean too
        raise DeclarationError(
            f"lemma {name} must return a relation such as a <= b, not {' '.join(repr(statement).split())}"
        )
    for part in (arg for node in statement.atoms(BooleanFunction) for arg in node.args if isinstance(arg, Expr)):
        raise DeclarationError(f"lemma {name}: {part} stands where a relation such as {part} > 0 must")
    for literal in statement.atoms(sympy.Float):
        raise DeclarationError(f"lemma {name}: {InexactLiteral(literal)}")
    strangers = statement.free_symbols - set(declared.domain.symbols)
    strangers -= {s for s in strangers if isinstance(s, Vector) and s.name == "1"}
    if strangers:
        raise DeclarationError(
            f"lemma {name} speaks of {_names(strangers)}, not in its domain ({', '.join(declared.domain.by_name)}): "
            "a Symbol made elsewhere is another one, even of the same name; take the arguments"
        )
    return statement


def _names(symbols: Iterable[Basic]) -> str:
    return ", ".join(sorted(map(str, symbols)))


def lemma(
    *misplaced: Any,
    domain: Domain | None = None,
    source: str = "",
    uses: Sequence[Any] = (),
    checks: Sequence[Check] | None = None,
    status: Status | None = None,
    quoted: bool = False,
) -> Callable[[Callable[..., Any]], Lemma]:
    """Declare the decorated function as a lemma: its name, its docstring's sentence, its statement.

    The function takes the domain's symbols by name and returns a SymPy relation or Boolean.  Raises
    `DeclarationError` if the arguments are not the domain's symbols or the docstring is missing.
    """

    if misplaced:
        raise DeclarationError("write @lemma(domain=Domain(x=Interval(0, 1))): with brackets, its arguments by name")

    def declare(function: Callable[..., Any]) -> Lemma:
        name, sentence, where = _named(function, domain)
        _assert_sensible(name, where, source, checks, status, quoted)
        found = None if checks is None else tuple(checks)
        return Lemma(name, sentence, where, function, source, _lemmas(name, uses), found, status, quoted)

    return declare


def _named(function: Any, domain: Any) -> tuple[str, str, Domain]:
    """Return the name, the sentence and the domain of a function that is declared as a lemma."""
    if not inspect.isfunction(function):
        raise DeclarationError(f"@lemma stands above a function that returns a relation, not {function!r}")
    name = function.__name__
    if not isinstance(domain, Domain):
        example = "Domain(x=Interval(0, 1))"
        raise DeclarationError(f"lemma {name}: domain= takes a Domain, such as {example}, not {domain!r}")
    arguments, symbols = list(inspect.signature(function).parameters), list(domain.by_name)
    if set(arguments) != set(symbols):
        wrong = ", ".join(sorted(set(arguments) ^ set(symbols)))
        raise DeclarationError(
            f"lemma {name}({', '.join(arguments)}) and its domain ({', '.join(symbols)}) disagree about {wrong}: "
            f"write def {name}({', '.join(symbols)}), or change the domain"
        )
    if not (sentence := inspect.getdoc(function)):
        raise DeclarationError(f"lemma {name} needs a docstring: the sentence it states")
    return name, sentence, domain


def _assert_sensible(name: str, domain: Domain, source: Any, checks: Any, status: Any, quoted: bool) -> None:
    if domain.where == sympy.false:
        raise DeclarationError(f"lemma {name}: where= is never true; write Eq(a, b) there, not a == b")
    if not isinstance(source, str) or quoted and not source:
        example = 'source="Author 1900"'
        raise DeclarationError(f"lemma {name}: write {example}, the work it is taken from, not {source!r}")
    if status is not None and not isinstance(status, Status):
        raise DeclarationError(f"lemma {name}: status= takes PROVED or SUPPORTED of verify, not {status!r}")
    if not isinstance(checks, (tuple, list, type(None))) or not all(map(callable, checks or ())):
        example = "checks=(exact,), functions of verify.checks"
        raise DeclarationError(f"lemma {name}: write {example}, not {checks!r}")


def _lemmas(name: str, uses: Sequence[Any]) -> tuple[Lemma, ...]:
    flat: list[Lemma] = []
    if not isinstance(uses, Iterable):
        raise DeclarationError(f"lemma {name}: uses= takes several lemmas: write uses=[…], not {uses!r}")
    for used in uses:
        # a derivation stands for the lemmas it is made of
        flat.extend([used] if isinstance(used, Lemma) else getattr(used, "lemmas", [None]))
    if any(not isinstance(used, Lemma) for used in flat):
        raise DeclarationError(f"lemma {name}: uses= takes lemmas and derivations, not {uses!r}")
    return tuple(flat)


def ancestors(lemmas: Iterable[Lemma]) -> list[Lemma]:
    """Return the lemmas and all they rest on, each once, in dependency order."""
    order: dict[Lemma, None] = {}

    def visit(one: Lemma) -> None:
        if one not in order:
            for used in one.uses:
                visit(used)
            order[one] = None

    for one in lemmas:
        visit(one)
    return list(order)
