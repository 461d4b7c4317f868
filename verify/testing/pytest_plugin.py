"""Lemmas as tests: under pytest, a module's lemmas are items beside its other tests.

`pytest FILE.py` checks what `certiphi check FILE.py` does.  pytest imports this module in every project, so that it
imports nothing heavy: a lemma is looked for only once the module under test has itself loaded `verify.language.lemma`.
"""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from verify.checks import Examined
    from verify.language.derivation import Derivation
    from verify.language.lemma import Lemma
    from verify.language.verdict import Status, Verdict
    from verify.testing.lemma_failure import Failure

__all__ = ["LemmaItem"]

_STATUS, _QUOTED = "certiphi", "quoted"  # the property of a report, and its value for a theorem of the literature
_WARNING = "certiphi-warning"  # the property for what must be said although nothing fails
_OURS = str(Path(__file__).parents[1])


@dataclass
class _Session:
    """What is known in one session: the evidence for each lemma, and the module that shows each derivation first."""

    examined: dict[Lemma, Examined]
    shown: dict[Derivation, str]


_SESSION = pytest.StashKey[_Session]()
_LEMMAS = pytest.StashKey[dict[str, list[Any]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("certiphi", "lemmas")
    text = "also search for a counterexample to what is proved"
    group.addoption("--certiphi-thorough", action="store_true", help=text)
    text = "what a lemma without status= must reach: PROVED or SUPPORTED (default: it must not be refuted)"
    choices = ("PROVED", "SUPPORTED")
    group.addoption("--certiphi-status", metavar="STATUS", type=str.upper, choices=choices, help=text)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "certiphi: a lemma (every lemma has it; -m 'not certiphi' leaves them out)")
    config.stash[_SESSION] = _Session({}, {})


def pytest_pycollect_makeitem(collector: Any, name: str, obj: Any) -> list[LemmaItem] | None:
    if "verify.language.lemma" not in sys.modules or not isinstance(collector, pytest.Module):
        return None
    if _LEMMAS not in collector.stash:
        collector.stash[_LEMMAS] = _lemmas_by_name(collector)
    by_name = collector.stash[_LEMMAS]
    if by_name and str(getattr(obj, "__module__", "")).startswith("sympy."):
        return []  # `from sympy import *` imports a function `test`, which runs the tests of SymPy
    found = by_name.get(name)
    return None if found is None else [LemmaItem.of(collector, lemma, id_) for lemma, id_ in found]


def _lemmas_by_name(collector: pytest.Module) -> dict[str, list[tuple[Lemma, str]]]:
    """Return the lemmas that a module declares, each once with its id, under the first name they are bound to."""
    from verify.language.advice import repeated, shown
    from verify.language.catalogue import declared

    module = collector.obj
    if wrong := [name for name, value in vars(module).items() if _is_marked_lemma(value)]:
        text = f"the mark of {wrong[0]} stands above @lemma(…): write it below, next to def"
        raise collector.CollectError(f"{shown(str(collector.path))}: {text}")
    wanted = dict.fromkeys(declared(module).lemmas)
    if wanted and (twice := repeated(collector.path)):
        raise collector.CollectError(twice)
    first = collector.config.stash[_SESSION].shown
    ids: Counter[str] = Counter()
    found: dict[str, list[tuple[Lemma, str]]] = {}
    for name, lemma in _bound(module, lambda x: first.setdefault(x, collector.nodeid) == collector.nodeid):
        if lemma in wanted:
            del wanted[lemma]
            ids[lemma.name] += 1
            id_ = lemma.name if ids[lemma.name] == 1 else f"{lemma.name}[{ids[lemma.name]}]"
            found.setdefault(name, []).append((lemma, id_))
    return found


def _bound(module: ModuleType, is_first: Any) -> Iterator[tuple[str, Lemma]]:
    """Yield the names of a module and the lemmas bound to them, those of derivations too if it shows them first."""
    from verify.language.derivation import Derivation
    from verify.language.lemma import Lemma

    for name, value in vars(module).items():
        if isinstance(value, Derivation) and is_first(value):  # in a list it may be material for a test
            yield from ((name, step) for step in value.lemmas)
        for part in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(part, Lemma):
                yield name, part


def _is_marked_lemma(value: Any) -> bool:
    from verify.language.lemma import Lemma

    marked = isinstance(value, pytest.MarkDecorator)
    return marked and any(isinstance(x, Lemma) or _is_marked_lemma(x) for x in value.args)


class LemmaItem(pytest.Item):
    """A lemma as a test: it passes if its verdict, over all it uses, is as claimed.

    Without a claim it fails if it is refuted, and is an expected failure (xfail) if nothing was decided, so that
    the run is not red and the lemma not green.  It fails if its function or check raises, or that of one it uses.  A
    quoted lemma is skipped, with a warning if it is false at a point.
    """

    def __init__(self, *, lemma: Lemma, **options: Any) -> None:
        super().__init__(**options)
        self.lemma = lemma
        marks = getattr(lemma.function, "pytestmark", [])
        self.own_markers.extend(marks)
        self.keywords.update({mark.name: mark for mark in marks})
        self.add_marker("certiphi")

    @classmethod
    def of(cls, parent: pytest.Module, lemma: Lemma, name: str) -> LemmaItem:
        return cls.from_parent(parent, name=name, lemma=lemma)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        code = getattr(self.lemma.function, "__code__", None)
        if code is None or code.co_filename != str(self.path):
            return self.path, None, self.name
        return self.path, code.co_firstlineno - 1, self.name

    def runtest(self) -> None:
        from verify.testing.lemma_failure import Failure

        verdicts = self._verdicts()
        verdict = verdicts[-1]
        if broken := [each for each in verdicts if each.raised]:
            rests = "" if broken[-1] is verdict else f"it rests on {broken[-1].name}: "
            raise _Raised(rests + broken[-1].reason)
        self._say(_QUOTED if verdict.quoted else str(verdict.overall))
        if verdict.warning:
            self.user_properties.append((_WARNING, verdict.warning))
        if verdict.quoted:
            raise pytest.skip.Exception(f"quoted: {self.lemma.source}", _use_item_location=True)
        failure = Failure(self.lemma, verdicts, self._least())
        if self._undecided(verdict):
            pytest.xfail(f"UNKNOWN: {failure.weakest.reason}")
        if verdict.overall < failure.least:
            raise _NotAsClaimed(failure)

    def _say(self, status: str) -> None:
        self.user_properties.append((_STATUS, status))

    def _verdicts(self) -> list[Verdict]:
        """Return the verdicts of the lemma's ancestors and its own, each lemma examined once in a session."""
        from verify.checks import examine_guarded, verdicts

        thorough = self.config.getoption("certiphi_thorough")
        known = self.config.stash[_SESSION].examined

        def gather(lemmas: Iterable[Lemma]) -> Iterator[Examined]:
            for lemma in lemmas:
                if lemma not in known:
                    known[lemma] = examine_guarded(lemma, thorough)
                yield known[lemma]

        return list(verdicts([self.lemma], thorough, gather))

    def _least(self) -> Status:
        from verify.language.verdict import SUPPORTED, Status

        asked = self.config.getoption("certiphi_status")
        if self.lemma.status is not None:
            return self.lemma.status
        return Status[asked] if asked else SUPPORTED

    def _undecided(self, verdict: Verdict) -> bool:
        asked = self.lemma.status is not None or self.config.getoption("certiphi_status")
        return not asked and str(verdict.overall) == "UNKNOWN"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, _NotAsClaimed):
            return excinfo.value.failure
        return str(excinfo.value) if isinstance(excinfo.value, _Raised) else super().repr_failure(excinfo)


class _Raised(Exception):
    """What the function or check of a lemma's author raised, as one line that says where."""


class _NotAsClaimed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: Any) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    found = getattr(report, "call", None)
    if found is not None and found.excinfo is not None and isinstance(collector, pytest.Module):
        line = _misuse(collector, found.excinfo.value)
        if line and not collector.config.getoption("fulltrace", False):
            report.longrepr = line
    return report


def _misuse(collector: pytest.Module, error: BaseException) -> str | None:
    """Return one line on an error in a module's declarations, None for any other."""
    if isinstance(error, collector.CollectError) and "from 'verify'" in str(error.__cause__):
        error = error.__cause__ or error  # from verify import Interval
    elif "verify.language.lemma" not in sys.modules or not isinstance(error, (TypeError, ValueError, NameError)):
        return None
    from verify.language.advice import advice, lines_in, shown

    files, line = _files(error), (lines_in(str(collector.path), error) or [1])[-1]
    known = advice(error) if files[-1:] == [str(collector.path)] or isinstance(error, ImportError) else None
    if known is None and not any(file.startswith(_OURS) and file != __file__ for file in files):
        return None
    return f"{shown(str(collector.path))}:{line}: {advice(error) or ' '.join(str(error).split())}"


def _files(error: BaseException) -> list[str]:
    """Return the files of the frames on an error's way, the deepest last."""
    files, trace = [], error.__traceback__
    while trace is not None:
        files.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return files


@pytest.hookimpl(wrapper=True)
def pytest_report_teststatus(report: Any) -> Generator[None, Any, Any]:
    category, letter, word = yield
    status = _status_of(report)
    return category, letter, f"{word} ({status})" if status and category == "passed" else word


def _status_of(report: Any) -> str | None:
    return _properties(report).get(_STATUS)


def _properties(report: Any) -> dict[str, Any]:
    return dict(getattr(report, "user_properties", ()))


def _remarks(report: Any) -> Iterator[str]:
    """Yield why a lemma is unknown, and what must be said of it although it did not fail."""
    reason = getattr(report, "wasxfail", "").removeprefix("reason: ")
    if _status_of(report) and report.skipped and reason.startswith("UNKNOWN: "):
        yield reason
    if (warning := _properties(report).get(_WARNING)) and warning not in reason:
        yield warning


def pytest_terminal_summary(terminalreporter: Any) -> None:
    kinds = ("passed", "failed", "xfailed", "xpassed", "skipped")
    reports = [report for kind in kinds for report in terminalreporter.stats.get(kind, [])]
    counts = Counter(status for report in reports if (status := _status_of(report)))
    if not counts:
        return
    terminalreporter.section("lemmas", "-")
    width = terminalreporter._tw.fullwidth - 1
    for remark in (f"{report.nodeid}: {said}" for report in reports for said in _remarks(report)):
        terminalreporter.write_line(textwrap.fill(remark, width, subsequent_indent="  ", break_long_words=False))
    order = ("PROVED", "SUPPORTED", "UNKNOWN", "REFUTED", _QUOTED)
    parts = ", ".join(f"{counts[status]} {status}" for status in order if counts[status])
    terminalreporter.write_line(f"{counts.total()} lemma{'s' * (counts.total() > 1)}: {parts}")
