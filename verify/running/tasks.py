"""A function at many items on any executor: in order, in chunks worth their way, nothing finished lost."""

from __future__ import annotations

import math
import pickle
import reprlib
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, NamedTuple

from verify.running.cache import MISSING, Cache, fits, key_of
from verify.running.chunks import Answer, Job, compute
from verify.running.code_digest import NoSource, sources_of
from verify.running.executor import Serial, opener, width
from verify.running.terminal import counted_work

__all__ = ["TaskFailed", "WorkersFailed", "tasks"]

# seconds that a chunk is sized for: twice the 0.1 s from which the way to a worker no longer counts
AIM = 0.2


class TaskFailed(RuntimeError):
    """The function raised at an item; the message names both, the cause is the exception where it can travel."""


class WorkersFailed(RuntimeError):
    """Workers were lost or could not take the task; what was finished is kept, and the message names the items."""


def tasks(
    function: Callable[..., Any],
    items: Iterable[Any],
    *,
    executor: str | Executor = "serial",
    cache: Cache | None = None,
    parameters: Mapping[str, Any] | None = None,
    progress: str = "",
    thread_safe: bool = False,
) -> Iterator[Any]:
    """Yield ``function(item, **parameters)`` for each item, in the order of the items, whatever finishes first.

    ``function`` is pure and at the top level of a module; ``executor`` is a name that `open_executor` takes, or
    any executor, which is left open.  With a ``cache`` each result (plain data only) is kept as soon as its chunk
    is back, so that a killed run repeated computes again at most the 2·workers chunks then in flight, about a
    second of work or one item each.  ``progress`` names the work on a terminal's standard error.  Unless
    ``thread_safe``, a process computes one item at a time: the precision of the rigorous arithmetics is global.

    Raises at once ValueError for a bad name or function; at its place in the order `TaskFailed`; `WorkersFailed`
    and `Unavailable`.  Whatever is raised, the tasks not begun are cancelled.  Nothing is kept or found in the
    cache if a source file of the function is younger than this process.

    >>> list(tasks(math.factorial, [5, 3, 4]))
    [120, 6, 24]
    """
    _assert_importable(function)
    given = dict(parameters or {})
    sources = _sources(function, executor, cache)
    if sources is not None and sources.young:
        cache = None
    opened: Callable[[], AbstractContextManager[Executor]]
    opened = opener(executor) if isinstance(executor, str) else lambda: nullcontext(executor)
    job = Job(function, given, "" if sources is None else sources.digest, thread_safe)
    return _results(job, items, opened, cache, progress)


def _assert_importable(function: Callable[..., Any]) -> None:
    name = getattr(function, "__qualname__", "")
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    try:
        found = attrgetter(name)(module)
    except AttributeError:
        found = None
    if found is not function or getattr(function, "__self__", module) is not module:
        raise ValueError(f"{name or function!r} cannot run elsewhere: define it with def at the top level of a module")


def _sources(function: Callable[..., Any], executor: str | Executor, cache: Cache | None) -> Any:
    here = isinstance(executor, (Serial, ThreadPoolExecutor)) or str(executor).startswith(("serial", "threads"))
    try:
        return None if here and cache is None else sources_of(function)
    except NoSource:
        if cache is not None:
            raise
        return None


class Entry(NamedTuple):
    """An item, its place in the order, and the key of its result."""

    place: int
    item: Any
    key: str


@dataclass
class Sweep:
    """A run: what is to be computed, what is under way, what has arrived before its turn."""

    job: Job
    waiting: Iterator[tuple[int, Any]]
    pool: Executor
    cache: Cache | None
    advance: Callable[[int], None]
    size: int = 1
    exhausted: bool = False
    again: deque[list[Entry]] = field(default_factory=deque)
    running: dict[Future, list[Entry]] = field(default_factory=dict)
    arrived: dict[int, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.most = 1 if isinstance(self.pool, Serial) else 2 * width(self.pool)

    def results(self) -> Iterator[Any]:
        place = 0
        while self._await(place):
            found = self.arrived.pop(place)
            if isinstance(found, TaskFailed):
                raise found
            yield found
            place += 1

    def leave(self) -> None:
        """Cancel what has not begun, and keep what is done."""
        for future, chunk in self.running.items():
            if not future.cancel() and future.done() and not future.exception():
                self._absorb(chunk, future.result())
        self.running.clear()

    def _await(self, place: int) -> bool:
        """Return whether there is an item at this place, once its result has arrived."""
        while place not in self.arrived:
            self._fill(place)
            if place in self.arrived:
                break
            if not self.running:
                return False
            self._collect()
        return True

    def _fill(self, place: int) -> None:
        while len(self.running) < self.most and place not in self.arrived and not self._dry():
            chunk = self.again.popleft() if self.again else self._next()
            if chunk:
                self.running[self._submitted(chunk)] = chunk

    def _submitted(self, chunk: list[Entry]) -> Future:
        try:
            return self.pool.submit(compute, self.job, [entry.item for entry in chunk])
        except Exception as error:  # a broken executor, or one that is shut down
            raise WorkersFailed(self._lost(chunk, error)) from error

    def _dry(self) -> bool:
        return self.exhausted and not self.again

    def _next(self) -> list[Entry]:
        """Return the next items that are not in the cache, at most a chunk; what is found arrives at once."""
        chunk: list[Entry] = []
        for _ in range(self.size):
            try:
                place, item = next(self.waiting)
            except StopIteration:
                self.exhausted = True
                break
            key = self._key(item)
            found = self._known(item, key)
            if found is MISSING:
                chunk.append(Entry(place, item, key))
            else:
                self.arrived[place] = found
                self.advance(1)
        return chunk

    def _known(self, item: Any, key: str) -> Any:
        found = MISSING if self.cache is None else self.cache.get(key)
        return found if found is MISSING or fits(self.job.function, item, found) else MISSING

    def _key(self, item: Any) -> str:
        job = self.job
        return "" if self.cache is None else key_of(job.function, item, job.parameters, job.sources)

    def _collect(self) -> None:
        done = wait(self.running, return_when=FIRST_COMPLETED).done
        # in the order of the items, so that of several lost chunks the first is named
        for future in sorted(done, key=lambda future: self.running[future][0].place):
            chunk = self.running.pop(future)
            try:
                answer = future.result()
            except (Exception, CancelledError) as error:
                raise WorkersFailed(self._lost(chunk, error)) from error
            self._absorb(chunk, answer)

    def _absorb(self, chunk: list[Entry], answer: Answer) -> None:
        done = len(answer.values)
        for entry, value in zip(chunk, answer.values, strict=False):
            self.arrived[entry.place] = self._kept(entry, value)
        self.advance(done)
        if answer.error is not None:
            self.arrived[chunk[done].place] = self._failed(chunk[done], *answer.error)
            self.exhausted = True  # nothing after it will be asked for
        elif done < len(chunk):
            self.again.append(chunk[done:])
        self._resize(done, answer.seconds)

    def _resize(self, done: int, seconds: float) -> None:
        # by the last chunk's pace; by eightfold steps, as the first items of a process say little
        if done and not isinstance(self.pool, Serial):
            fitting = math.ceil(AIM * done / max(seconds, 1e-9))
            self.size = min(fitting, 8 * max(done, self.size))

    def _kept(self, entry: Entry, value: Any) -> Any:
        if self.cache is not None:
            try:
                self.cache.put(entry.key, value)
            except TypeError as error:
                self.exhausted = True
                return TaskFailed(f"{self._name(entry)} gave what the cache cannot keep: {error}")
        return value

    def _failed(self, entry: Entry, line: str, trace: str, data: bytes) -> TaskFailed:
        failure = TaskFailed(f"{self._name(entry)} failed: {line}")
        failure.__cause__ = pickle.loads(data) if data else None
        failure.add_note(trace)
        return failure

    def _name(self, entry: Entry) -> str:
        return f"{self.job.function.__qualname__} at item {entry.place}, {reprlib.repr(entry.item)},"

    def _lost(self, chunk: list[Entry], error: BaseException) -> str:
        reason = " ".join(str(error).split()) or type(error).__name__
        first, last = chunk[0].place, chunk[-1].place
        which = f"item {first}" if first == last else f"items {first} to {last}"
        hint = (
            '; a script calls this under `if __name__ == "__main__":`' if isinstance(error, BrokenProcessPool) else ""
        )
        return f"no worker finished {self.job.function.__qualname__} at {which}: {reason}{hint}"


def _results(
    job: Job,
    items: Iterable[Any],
    opened: Callable[[], AbstractContextManager[Executor]],
    cache: Cache | None,
    progress: str,
) -> Iterator[Any]:
    total = len(items) if isinstance(items, Sized) else None
    with opened() as pool, counted_work(progress, total) as advance:
        if isinstance(pool, Serial):  # an item that maps in threads itself would wait for its own lock
            job = replace(job, thread_safe=True)
        sweep = Sweep(job, enumerate(items), pool, cache, advance)
        try:
            yield from sweep.results()
        finally:
            sweep.leave()
