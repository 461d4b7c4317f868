"""Lemmas examined in a process of their own, so that one that ends its process does not silence the others.

The process is a fork, which knows the lemmas already.  One lemma after another is asked for; where the process ends
without an answer, that lemma is told to have ended it, and a new fork goes on with the next.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn, TextIO

from verify.checks import Examined, examine_guarded
from verify.language.advice import place_of
from verify.language.lemma import Lemma
from verify.language.reasons import Cause, because
from verify.language.verdict import UNKNOWN, Evidence
from verify.prover.progress import Work, listening, tell
from verify.running.executor import interrupts_blocked

__all__ = ["CAN_FORK", "Examiner", "examined"]

CAN_FORK = hasattr(os, "fork") and hasattr(os, "pidfd_open")  # elsewhere a fork is missing, or not safe beside threads
PATIENCE = 2.0  # seconds for an interrupted process to say where it was
PAUSE = 0.2  # seconds between two looks at whether the parent lives


@dataclass(frozen=True)
class Interrupted:
    """The answer of a process that was interrupted, and how far it had come, if it was about to prove something."""

    work: Work = Work.LOOKS
    count: int = 0
    where: str = ""


class Latest:
    """A listener that remembers what it heard last."""

    def __init__(self) -> None:
        self.work, self.count = Work.LOOKS, 0
        self.where: Callable[[], str] = str

    def __call__(self, work: Work, count: int, where: Callable[[], str]) -> None:
        self.work, self.count, self.where = work, count, where

    def __str__(self) -> str:
        where = self.where()
        return f"after {self.count} {self.work.value}" + (f", at {where}" if where else "")

    def stop(self) -> Interrupted:
        return Interrupted(self.work, self.count, self.where())


class Examiner:
    """Examines lemmas of a list in a process of its own, or here where there is no fork."""

    def __init__(self, lemmas: Sequence[Lemma], thorough: bool = False) -> None:
        self.lemmas, self.thorough = tuple(lemmas), thorough
        self._child: Child | None = None

    def examined(self, place: int) -> Examined:
        """Return the evidence for the lemma at a place of the list; whatever it raises, or ends, is evidence.

        Raises KeyboardInterrupt, after telling the listener (`verify.prover.progress`) where the lemma was interrupted.
        """
        if not CAN_FORK:
            return self._here(place)
        start = time.perf_counter()
        self._child = self._child or Child(self._here)
        try:
            answer = self._child.ask(place)
        except EOFError:
            lemma, how = self.lemmas[place], self.close()
            reason = because(Cause.ENDED, place=place_of(lemma.function), name=lemma.name, how=how)
            return (Evidence(UNKNOWN, "process", reason, raised=True),), time.perf_counter() - start
        if isinstance(answer, Interrupted):
            self.close()
            tell(answer.work, answer.count, lambda: answer.where)
            raise KeyboardInterrupt
        return answer

    def _here(self, place: int) -> Examined:
        return examine_guarded(self.lemmas[place], self.thorough, (BaseException,))

    def close(self) -> str:
        """End the process, whatever it is at, and return words for how it ended."""
        child, self._child = self._child, None
        return "" if child is None else child.end()


def examined(lemmas: Sequence[Lemma], thorough: bool = False) -> Iterator[Examined]:
    """Yield the evidence for each lemma, as `verify.checks.examine` does, computed in a process apart."""
    with closing(Examiner(lemmas, thorough)) as examiner:
        for place in range(len(lemmas)):
            yield examiner.examined(place)


class Child:
    """A fork of this process that answers places by a function."""

    def __init__(self, function: Callable[[int], Any]) -> None:
        self.connection, theirs = Pipe()
        _flush()
        with interrupts_blocked():
            self.pid = _forked()
            if self.pid == 0:
                self.connection.close()  # else the child would wait for itself when the parent is gone
                _serve(function, theirs)
        theirs.close()
        # a process that the child has left behind may hold the pipe open, so that its end alone is no sign
        self.sentinel = os.pidfd_open(self.pid)

    def ask(self, place: int) -> Any:
        """Return the answer; raise EOFError if the process has ended without one."""
        try:
            self.connection.send(place)
            if self.connection in wait([self.connection, self.sentinel]):
                return self.connection.recv()
        except KeyboardInterrupt:
            return self._interrupted()
        except OSError:  # the pipe is broken
            pass
        raise EOFError

    def _interrupted(self) -> Any:
        """Interrupt the process too, if the terminal has not, and return what it says to it."""
        os.kill(self.pid, signal.SIGINT)
        try:
            while self.connection in wait([self.connection, self.sentinel], PATIENCE):
                if isinstance(answer := self.connection.recv(), Interrupted):
                    return answer
        except (EOFError, OSError):
            pass
        return Interrupted()

    def end(self) -> str:
        """End the process, if it has not ended itself, and return words for how it ended."""
        if self.sentinel not in wait([self.sentinel], 0):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.sentinel)
        self.connection.close()
        try:
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:  # the system was told to forget its children
            return "ended the process"
        return f"ended the process with exit code {code}" if code >= 0 else f"ended the process by {_signal(-code)}"


def _forked() -> int:
    with warnings.catch_warnings():
        # that threads are running: those of libraries hold no lock that the child takes
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # a lemma may have closed it
            stream.flush()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _serve(function: Callable[[int], Any], connection: Connection) -> NoReturn:
    """Answer until the parent has no more questions, is gone, or an interrupt is told."""
    mine = os.getpid()
    try:
        _begin()
        while True:
            place, latest = connection.recv(), Latest()  # of this question alone
            try:
                with listening(latest):
                    answer = function(place)
            except KeyboardInterrupt:
                answer = latest.stop()
            _flush()
            if os.getpid() == mine:  # not a fork that a lemma has made
                connection.send(answer)
            if os.getpid() != mine or isinstance(answer, Interrupted):
                break
    except BaseException:  # the parent has closed the pipe, or answers cannot be told any more
        pass
    finally:
        os._exit(1)


def _begin() -> None:
    # the parent's streams may be locked by its threads, and hold what it has not written yet
    sys.stdout, sys.stderr = map(_stream, (1, 2))
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _once)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


def _stream(number: int) -> TextIO:
    try:
        return open(number, "w", buffering=1, closefd=False, errors="backslashreplace")
    except OSError:  # it was closed before
        return open(os.devnull, "w")


def _once(*_: object) -> None:
    # Ctrl-C comes from the terminal and from the parent, and once is enough
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PAUSE)
    os._exit(1)
