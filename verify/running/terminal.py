"""What a terminal's standard error shows while work is under way; where it is no terminal, nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["counted_work", "long_work"]


@contextmanager
def long_work(what: str) -> Iterator[Callable[[str], None]]:
    """Show what is being worked on; yields how to say how far it is."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda text: status.update(f"{what}: {text}")


@contextmanager
def counted_work(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how many items of work that has a name are done; yields how to say it."""
    if not what or not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(shown, steps)
