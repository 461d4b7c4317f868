"""Answers as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any, TextIO

from verify.running.files import NotWritable, replacing, write_text

__all__ = ["streamed", "write_json"]


def write_json(path: str, data: Any) -> None:
    """Write data as JSON to a file, whole or not at all, or to standard output for the path -."""
    text = _text(data) + "\n"
    if path == "-":
        sys.stdout.write(text)
    else:
        write_text(path, text)


def _text(data: Any) -> str:
    # on one line: the indenting encoder is not the compiled one, and takes seconds for long weights
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


@contextmanager
def streamed(path: str | None, name: str) -> Iterator[Callable[[Any], None]]:
    """Yield a function that adds an element to {name: […]}, which is on its way to the reader at once.

    A file gets all of them at the end or, if an error or an interrupt ends the block, stays what it was; what is
    known is beside it meanwhile, in PATH.PID.partial.  On standard output, the path -, the brackets are closed
    whatever happens, and what others print in the block goes to standard error; nothing is written if an error
    comes before the first element.  Raises `NotWritable`.
    """
    if path is None:
        yield lambda element: None
    elif path == "-":
        with _standard_output() as out, _listed(name, lambda text: (out.write(text), out.flush())) as add:
            yield add
    else:
        with replacing(path, partial=True) as file:
            with _listed(name, lambda text: (file.write(text.encode()), file.flush())) as add:
                yield add


@contextmanager
def _listed(name: str, write: Callable[[str], object]) -> Iterator[Callable[[Any], None]]:
    opening, begun = f'{{"{name}": [', False

    def add(element: Any) -> None:
        nonlocal begun
        text, begun = (", " if begun else opening) + _text(element), True
        try:
            write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise NotWritable(f"cannot write the answer: {error.strerror}; choose another place for it") from error

    try:
        yield add
    except BaseException as error:
        if begun or isinstance(error, KeyboardInterrupt):
            with suppress(OSError):
                write(("" if begun else opening) + "]}\n")
        raise
    write(("" if begun else opening) + "]}\n")


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Yield standard output for an answer alone: what others print, in processes they start too, is an aside."""
    usual = sys.stdout
    usual.flush()
    try:
        kept = os.dup(usual.fileno())
    except (OSError, ValueError):  # it is no file: a test captures it
        with redirect_stdout(sys.stderr):
            yield usual
        return
    with open(kept, "w", encoding="utf-8") as out, redirect_stdout(sys.stderr):
        with suppress(OSError):
            os.dup2(2, usual.fileno())
        try:
            yield out
        finally:
            os.dup2(kept, usual.fileno())
