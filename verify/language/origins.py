"""Whose code a frame runs: SymPy's, another library's, ours, or a statement's author's."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import CodeType, FrameType
from typing import Any

__all__ = ["AUTHOR", "OURS", "PYTHON", "SYMPY", "callee", "is_sympys", "origin"]

AUTHOR, OURS, PYTHON, SYMPY = "author", "ours", "python", "sympy"
LIBRARIES = ("flint", "mpmath", "numpy", "matplotlib", "hypothesis")
_WRAPPERS = tuple(os.path.join("sympy", *path) for path in (
    ("core", "cache.py"), ("core", "decorators.py"), ("utilities", "decorator.py")))  # fmt: skip


@cache
def origin(code: CodeType) -> str:
    """Return whose code it is, told by its file: an author's module may be called as one of Python's own is."""
    file = code.co_filename
    for room, folders in _folders():
        if file.startswith(folders):
            return room
    return PYTHON if file.startswith("<frozen") else AUTHOR


@cache
def _folders() -> tuple[tuple[str, tuple[str, ...]], ...]:
    catalogues = {entry.value.partition(".")[0] for entry in entry_points(group="certiphi.catalogues")}
    installed = os.path.join(sysconfig.get_path("purelib"), "")
    python = os.path.join(sysconfig.get_path("stdlib"), "")
    return (
        (SYMPY, _homes("sympy")),
        (OURS, _homes("verify", *catalogues)),
        (PYTHON, _homes(*LIBRARIES)),
        (AUTHOR, (installed,)),
        (PYTHON, (python,)),
    )


def _homes(*names: str) -> tuple[str, ...]:
    specs = [find_spec(name) for name in names]
    places = [place for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return tuple(os.path.join(place, "") for place in places)


def is_sympys(error: BaseException) -> bool:
    """Return whether an exception came from a call of SymPy: a failure of its, not a mistake of ours.

    SymPy's code is what our innermost frame called; where Python's stack is exhausted, it is anywhere on the way.
    """
    rooms, at = [], error.__traceback__
    while at is not None:
        rooms.append(origin(at.tb_frame.f_code))
        at = at.tb_next
    if isinstance(error, RecursionError):
        return SYMPY in rooms
    ours = max((i for i, room in enumerate(rooms) if room is OURS), default=-1)
    return SYMPY in rooms[ours + 1 : ours + 2]


def callee(frame: FrameType) -> tuple[str, tuple[Any, ...], Mapping[str, Any]]:
    """Return the name and the arguments of a call that just began; wrappers are looked through."""
    code, found = frame.f_code, frame.f_locals
    wrapped = found.get("func", found.get("f")) if code.co_filename.endswith(_WRAPPERS) else None
    name = getattr(wrapped, "__qualname__", None) or code.co_qualname
    names = code.co_varnames
    count, more = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    args = tuple(found[x] for x in names[:count])
    named = {x: found[x] for x in names[count:more]}
    if code.co_flags & CO_VARARGS:
        args += tuple(found[names[more]])
        more += 1
    if code.co_flags & CO_VARKEYWORDS:
        named |= found[names[more]]
    return name, args, named
