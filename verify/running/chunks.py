"""What a worker does: compute a chunk of items, and say truthfully how far it came."""

from __future__ import annotations

import pickle
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

from verify.running.code_digest import sources_of

__all__ = ["Answer", "Job", "compute"]

# seconds after which a worker gives the rest of a chunk back, so that one slow item keeps no quick ones behind it
LIMIT = 1.0
_ALONE = threading.Lock()


@dataclass(frozen=True)
class Job:
    """What is the same for all items; ``sources`` is the digest of the code, empty if nobody asks."""

    function: Callable[..., Any]
    parameters: dict[str, Any]
    sources: str
    thread_safe: bool


class Answer(NamedTuple):
    """What a chunk gave: values of the items done, the seconds they took, and the exception that ended it."""

    values: list[Any]
    seconds: float
    error: tuple[str, str, bytes] | None


def compute(job: Job, items: Sequence[Any]) -> Answer:
    """Compute a chunk where a worker is: until it is done, an item fails, or the time for a chunk is over."""
    if job.sources and sources_of(job.function).digest != job.sources:
        raise RuntimeError("the worker has other source code or libraries: install the same there, and restart it")
    values: list[Any] = []
    seconds = 0.0
    for item in items:
        with nullcontext() if job.thread_safe else _ALONE:
            start = time.perf_counter()
            try:
                values.append(job.function(item, **job.parameters))
            except Exception as error:
                return Answer(values, seconds, _portable(error))
            seconds += time.perf_counter() - start
        if seconds > LIMIT:
            break
    return Answer(values, seconds, None)


def _portable(error: Exception) -> tuple[str, str, bytes]:
    """Return an exception as its line, its traceback and, where that works, its pickle."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
    except Exception:
        data = b""
    line = "".join(traceback.format_exception_only(error)).strip().split("\n")[-1]
    return line, "".join(traceback.format_exception(error)), data
