"""The run of a function that is read: SymPy's evaluation off, and every call of its author's code into SymPy seen."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from types import CodeType, FrameType
from typing import Any

import sympy
from sympy import Basic
from sympy.core.function import FunctionClass
from sympy.core.parameters import global_parameters
from sympy.core.relational import Relational
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.functions.elementary.piecewise import ExprCondPair, Piecewise
from sympy.logic.boolalg import Boolean, BooleanFunction

from verify.language.from_sympy import elementary, term_of
from verify.language.notation import NOTATION
from verify.language.origins import AUTHOR, OURS, PYTHON, SYMPY, callee, origin
from verify.language.steps import BINDERS, COMPUTES, VALUES, Step, is_between, is_kept, step_of, uses, writes
from verify.language.truth import truth
from verify.language.values import FALSE, TRUE

__all__ = ["Computes", "Reader", "Seen", "StructuralComparison", "unevaluated"]

_THREAD = local()


class StructuralComparison(TypeError):
    """A statement depends on whether two expressions with symbols are written alike."""


class Computes(TypeError):
    """A statement that was to be written down is computed."""


@dataclass
class Seen:
    """What was seen on all ways through a function: steps of SymPy, and what could not be read as typed."""

    plain: bool = False  # whether nothing may be computed
    steps: list[Step] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    paths: int = 0


class Reader:
    """One run of a function under SymPy's unevaluated construction, watched by a profile function."""

    def __init__(self, code: CodeType | None, answers: tuple[bool, ...], seen: Seen) -> None:
        self.code, self.answers, self.seen = code, answers, seen
        self.asked: list[Any] = []
        self.given: list[bool] = []
        self.inside: FrameType | None = None  # the call that computes, while it runs
        self.call: tuple[str, tuple[Any, ...], Mapping[str, Any]] | None = None

    def __enter__(self) -> None:
        self.before = sys.getprofile(), getattr(_THREAD, "reader", None)
        _THREAD.reader = self
        global_parameters.evaluate = False
        sys.setprofile(self.watch)

    def __exit__(self, kind: Any, *_: object) -> None:
        watched = sys.getprofile()
        sys.setprofile(None)
        _THREAD.reader = self.before[1]
        global_parameters.evaluate = True
        _profile(self.before[0])
        if kind is None and getattr(watched, "__self__", None) is not self:
            self.seen.obstacles.append("the function stopped being watched: it changes Python's profile function")

    def watch(self, frame: FrameType, event: str, value: Any) -> None:
        if self.inside is not None:
            if frame is self.inside and event == "return":
                self.leave(value)
        elif event == "call" and (room := origin(frame.f_code)) in (OURS, SYMPY) and frame.f_code not in _HOOKS:
            if self.is_authors(_caller(frame)) and not self.is_authors(frame):
                self.enter(frame, room)

    def is_authors(self, frame: FrameType) -> bool:
        code = frame.f_code
        return code is self.code or code is _kept.__code__ or code in NOTATION or origin(code) is AUTHOR

    def enter(self, frame: FrameType, room: str) -> None:
        """Look at a call from the author's code into a library."""
        name, args, named = callee(frame)
        last = name.rpartition(".")[2]
        if last in ("__eq__", "__ne__"):
            _compare(*args[:2])
        elif room is OURS:
            if last not in ("__new__", "__init__", "__getitem__"):
                self.seen.steps += uses(name, args, named)
                self.compute(frame, None)
        elif room is SYMPY and not writes(name, args):
            if last not in COMPUTES:
                self.seen.obstacles.append(
                    f"SymPy's {name.replace('.<locals>', '')} was asked while the statement was written: write down "
                    "the expression itself"
                )
            self.compute(frame, (name, args, named))

    def compute(self, frame: FrameType, call: tuple[str, tuple[Any, ...], Mapping[str, Any]] | None) -> None:
        self.inside, self.call = frame, call
        if self.seen.plain and (call or self.seen.steps):
            raise Computes(f"{callee(frame)[0]} is called")
        global_parameters.evaluate = True

    def leave(self, value: Any) -> None:
        call, self.inside, self.call = self.call, None, None
        if call is not None and call[0].rpartition(".")[2] in COMPUTES and not is_kept(value, call[1]):
            self.seen.steps.append(step_of(*call, value))
        global_parameters.evaluate = False

    def ask(self, relation: Any) -> bool:
        """Return the truth of a relation on the present way, True at first where the way is new."""
        if not relation.free_symbols and (known := truth(elementary(term_of(relation)), {})) in (TRUE, FALSE):
            return known == TRUE
        if relation in self.asked:
            return self.given[self.asked.index(relation)]
        answer = self.answers[len(self.asked)] if len(self.asked) < len(self.answers) else True
        self.asked.append(relation)
        self.given.append(answer)
        return answer


def _profile(profiler: Any) -> None:
    """Give a profile function its place back; cProfile's is no function."""
    if hasattr(profiler, "enable"):
        profiler.enable()
    else:
        sys.setprofile(profiler)


def _caller(frame: FrameType) -> FrameType:
    """Return the frame that a call comes from, through Python's own: cached_property, reduce, a comprehension."""
    back = frame.f_back
    while back is not None and origin(back.f_code) is PYTHON:
        back = back.f_back
    return back or frame


def _compare(left: Any, right: Any) -> None:
    plain = (int, sympy.Number, str, type(None), tuple)
    if left is not right and not all(isinstance(side, plain) for side in (left, right)):
        raise StructuralComparison(f"Python compares {left} and {right} as they are written, not their values")


# What SymPy evaluates even where it is told not to

_EAGER = (BooleanFunction, MinMaxBase, Piecewise)
_call = FunctionClass.__call__
_doit = {kind: kind.doit for kind in BINDERS}
# relations of ⌊x⌋ that SymPy decides or restates: ⌊x⌋ ≤ x is true to it, also where x has no value
_DECIDING = {
    (kind, sign): getattr(kind, sign)
    for kind in (sympy.floor, sympy.ceiling, sympy.frac)
    for sign in ("__lt__", "__le__", "__gt__", "__ge__")
}


@contextmanager
def unevaluated() -> Iterator[None]:
    """Let connectives, relations, Max, Min and Piecewise stay as they are written, and relations answer as told."""
    truth = Relational.__bool__
    for kind in BINDERS:
        kind.doit = _kept
    for kind, sign in _DECIDING:
        setattr(kind, sign, getattr(sympy.Expr, sign))
    FunctionClass.__call__ = _written
    Relational.__bool__ = _asked
    BooleanFunction.__bool__ = _asked
    try:
        yield
    finally:
        for kind in BINDERS:
            kind.doit = _doit[kind]
        for (kind, sign), decides in _DECIDING.items():
            setattr(kind, sign, decides)
        FunctionClass.__call__ = _call
        Relational.__bool__ = truth
        del BooleanFunction.__bool__


def _written(cls: Any, *args: Any, **options: Any) -> Any:
    if _reader() is None or not issubclass(cls, _EAGER) or not args or options.get("evaluate"):
        return _call(cls, *args, **options)
    if issubclass(cls, Piecewise):  # SymPy would rewrite a condition that has a Piecewise, without end
        return Basic.__new__(cls, *map(_case, args))
    parts = tuple(map(_part if issubclass(cls, BooleanFunction) else sympy.sympify, args))
    made = Basic.__new__(cls, *parts)
    if not issubclass(cls, (sympy.Not, sympy.Implies, sympy.ITE)):
        made._argset = frozenset(parts)
    return made


def _case(pair: Any) -> ExprCondPair:
    value, condition = getattr(pair, "args", pair)
    return sympy.Tuple.__new__(ExprCondPair, sympy.sympify(value), _part(condition))


def _kept(binder: Any, **hints: Any) -> Any:
    """Return an integral, sum or product as it is written where an author asks for its value, else that value."""
    reader = getattr(_THREAD, "reader", None)
    if reader is None or reader.inside is None:
        asked = reader is not None and reader.is_authors(_caller(sys._getframe()))
    else:
        asked = reader.call is not None and reader.call[0] in VALUES
    return binder if asked and is_between(binder) else _doit[type(binder)](binder, **hints)


def _part(x: Any) -> Any:
    part = sympy.sympify(x)
    if not isinstance(part, Boolean):
        raise TypeError(f"{x} stands where a relation such as {x} > 0 must")
    return part


def _asked(relation: Any) -> bool:
    reader = _reader()
    if reader is None or not reader.is_authors(sys._getframe(1)):
        if isinstance(relation, Relational):
            raise TypeError("cannot determine truth value of Relational")
        return True
    return reader.ask(relation)


_HOOKS = (_written.__code__, _asked.__code__, _kept.__code__)


def _reader() -> Reader | None:
    """Return the reader whose author's code runs now; None while SymPy computes."""
    reader = getattr(_THREAD, "reader", None)
    return reader if reader is not None and reader.inside is None else None
