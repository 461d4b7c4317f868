"""What rooms above make of values: a value knows no format; whoever has one registers a renderer for its type.

Forms are html, latex, plot, text and words; or what is asked of a value, as whether a mean is a real number.

A package says in ``RENDERERS`` of its `__init__` which module registers those of a form for its types; it is imported
when one of them is first shown: `verify` names its report, a paper its views.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, TypeVar

__all__ = ["Drawn", "Shown", "rendered", "renders"]

_Renderer = TypeVar("_Renderer", bound=Callable[..., Any])
_KNOWN: dict[tuple[str, type], Callable[..., Any]] = {}


def renders(form: str, kind: type) -> Callable[[_Renderer], _Renderer]:
    """Return a decorator that registers a function as the renderer of a type's values in a form, such as "html"."""

    def register(function: _Renderer) -> _Renderer:
        _KNOWN[form, kind] = function
        return function

    return register


def rendered(form: str, value: Any, *options: Any) -> Any:
    """Return a value in a form, by the renderer registered for its type; None if there is none.

    >>> rendered("html", 1) is None
    True
    """
    function = _renderer(form, type(value))
    return None if function is None else function(value, *options)


def _renderer(form: str, kind: type) -> Callable[..., Any] | None:
    if (form, kind) not in _KNOWN:
        for module in _named_for(form, kind):
            import_module(module)
    return _KNOWN.get((form, kind))


def _named_for(form: str, kind: type) -> Iterator[str]:
    """Yield the modules that the packages around a type name, the innermost first."""
    package = kind.__module__
    while package := package.rpartition(".")[0]:
        if named := getattr(sys.modules.get(package), "RENDERERS", {}).get(form):
            yield named


class Shown:
    """A value that a notebook shows as HTML or as a formula, if renderers are registered for its type."""

    def _repr_html_(self) -> str | None:
        return rendered("html", self)

    def _repr_latex_(self) -> str | None:
        return rendered("latex", self)


class Drawn(Shown):
    """A value that can also be drawn as a picture; the numbers of a picture are floating point and prove nothing."""

    def plot(self, ax: Any = None) -> Any:
        """Draw it on axes of matplotlib, on new ones unless they are given, and return them.

        Raises ValueError, which says why, for what has no picture.
        """
        return rendered("plot", self, ax)
