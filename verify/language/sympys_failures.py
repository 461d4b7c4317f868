"""Where SymPy fails, so that its failures are told from mistakes of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from verify.language.origins import is_sympys
from verify.language.program import CompileError
from verify.language.sympy_heads import NotReadable

__all__ = ["Failure", "sympy_may_fail"]


class Failure:
    """What was met in a block that was left, if it was."""

    error: Exception | None = None


@contextmanager
def sympy_may_fail(*kinds: type[Exception]) -> Iterator[Failure]:
    """Leave a block where a call of SymPy fails in it, or gives what the language cannot read.

    Whatever else is raised is raised on: a mistake of ours is not taken for "not shown".  With ``kinds``, only failures
    of these are met.
    """
    met, expected = Failure(), kinds or (Exception,)
    try:
        yield met
    except expected as error:
        if not isinstance(error, (CompileError, NotReadable)) and not is_sympys(error):
            raise
        met.error = error
