"""Where work runs: executors by name, opened, and stopped whatever happens."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

__all__ = ["FORMS", "Serial", "Unavailable", "interrupts_blocked", "open_executor", "opener", "width"]

FORMS = "serial, threads:N, processes:N with N ≥ 1, or dask://HOST:PORT"
_PATIENCE = 5  # seconds for a scheduler to answer


class Unavailable(RuntimeError):
    """An executor is named rightly but cannot be used here and now; the message says what to do."""


class Serial(Executor):
    """An executor that does each task at once, where it is submitted."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(ProcessPoolExecutor):
    """Processes that start afresh, leave an interrupt to their parent, and end when it does."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers, multiprocessing.get_context("spawn"), initializer=_depend_on_parent)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        # a process started here inherits the mask, so that Ctrl-C while it imports prints no traceback
        with interrupts_blocked():
            return super().submit(fn, *args, **kwargs)

    def kill(self) -> None:
        """End the processes, whatever they are at."""
        workers = list((getattr(self, "_processes", None) or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _depend_on_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # a killed parent closes no queue, and its workers would wait for ever
        os._exit(1)


def opener(spec: str) -> Callable[[], AbstractContextManager[Executor]]:
    """Return what opens the executor of a name; raises ValueError for a name that has no meaning."""
    if spec == "serial":
        return _serial
    if found := re.fullmatch(r"(threads|processes):([1-9][0-9]{0,3})", spec, re.ASCII):
        return partial({"threads": _threads, "processes": _processes}[found[1]], int(found[2]))
    if found := re.fullmatch(r"dask://([^\s/@]+:[0-9]{1,5})", spec, re.ASCII):
        return partial(_dask, found[1])
    raise ValueError(f"no executor is called {spec!r}; write {FORMS}")


def open_executor(spec: str) -> AbstractContextManager[Executor]:
    """Open an executor for a ``with`` block; an exception in the block stops it without finishing its tasks.

    ``serial`` works where it stands, ``threads:N`` in N threads of this process, ``processes:N`` in N new
    processes of this machine, ``dask://HOST:PORT`` on the workers of a Dask scheduler, which need the same
    certiphi.  Raises ValueError for another name, on entry `Unavailable` if Dask is not installed or not there.
    A thread and a Dask worker cannot be stopped within a task: they finish the one they are at.
    """
    return opener(spec)()


@contextmanager
def _serial() -> Iterator[Executor]:
    yield Serial()


@contextmanager
def _threads(n: int) -> Iterator[Executor]:
    pool = ThreadPoolExecutor(n)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _processes(n: int) -> Iterator[Executor]:
    pool = Processes(n)
    try:
        yield pool
    except BaseException:
        pool.kill()
        raise
    pool.shutdown()


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    client = _client(address)
    try:
        pool = client.get_executor(pure=False)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False)
            raise
        pool.shutdown()
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise Unavailable(f"dask://{address} needs Dask ({error}): pip install 'certiphi[dask]'") from None
    try:
        client = Client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # asyncio's and Dask's time-outs are OSErrors
        hint = f"start one with `dask scheduler`, and workers with `dask worker {address}`"
        raise Unavailable(f"no Dask scheduler answered at {address} within {_PATIENCE} seconds; {hint}") from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except OSError as error:
        client.close()
        raise Unavailable(f"the Dask scheduler at {address} has no workers: `dask worker {address}`") from error
    return client


def width(pool: Executor) -> int:
    """Return how many tasks an executor runs at once, as far as it can be told."""
    client = getattr(pool, "_client", None)
    if client is not None and hasattr(client, "nthreads"):
        return max(1, sum(client.nthreads().values()))
    found = getattr(pool, "_max_workers", None)
    return found if isinstance(found, int) and found > 0 else os.cpu_count() or 1
