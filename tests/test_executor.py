"""A map over any executor: in order, the same everywhere, nothing finished lost, nothing false believed."""

from __future__ import annotations

import errno
import io
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from verify.running import cache as caches
from verify.running import code_digest as sources
from verify.running import executor as executors
from verify.running.cache import MISSING, Cache, canonical, key_of
from verify.running.chunks import compute
from verify.running.executor import Processes, Unavailable, open_executor, opener
from verify.running.tasks import TaskFailed, WorkersFailed, tasks

SETTLED = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
GUARD = 300.0  # seconds after which what should have happened long ago is given up, on the slowest machine too


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As if no source file had changed since the tests began; and no test meets the user's own cache."""
    monkeypatch.setattr(sources, "_STARTED", math.inf)
    monkeypatch.setenv("CERTIPHI_CACHE", str(tmp_path / "default"))
    sources._sources.cache_clear()
    yield
    sources._sources.cache_clear()


def value(item: int) -> dict[str, Any]:
    """Data of every plain kind, floats that no short decimal equals among them."""
    return {"item": item, "root": math.sqrt(item) / 3, "list": [str(item), None, item % 2 == 0, -0.0], "big": 7**item}


def logged(item: int, log: str, seconds: float = 0.0) -> int:
    with open(log, "a") as file:
        file.write(f"{item}\n")
    time.sleep(seconds)
    return item * item


def late_first(item: int) -> int:
    time.sleep(0.2 if item == 0 else 0)
    return -item


class Unpicklable(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def fails_at_3(item: int, kind: str = "ValueError") -> int:
    if item >= 3:
        raise ValueError(f"no value at {item}") if kind == "ValueError" else Unpicklable(item, 2)
    return item


def dies(item: int) -> int:
    os._exit(3)


def where(item: int) -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with open_executor("processes:2") as pool:
        assert isinstance(pool, Processes)
        yield pool


@pytest.fixture(scope="module")
def dask() -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed: pip install certiphi[dask]")
    options = {"processes": False, "n_workers": 1, "threads_per_worker": 2, "dashboard_address": None}
    with distributed.LocalCluster(**options, protocol="tcp://", host="127.0.0.1") as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


class Shuffled(ThreadPoolExecutor):
    """Finishes tasks in an order of its own, two at a time."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future:
        def delayed() -> Any:
            time.sleep(random.random() / 50)
            return fn(*args, **kwargs)

        return super().submit(delayed)


# order and equality


@pytest.mark.parametrize("where", ["serial", "threads:3", "processes", "dask"])
def test_the_same_results_in_the_same_order_everywhere(where: str, request: pytest.FixtureRequest) -> None:
    pool = request.getfixturevalue(where) if where in ("processes", "dask") else where
    items = [*range(30), 5, 3, 5]
    assert list(tasks(value, items, executor=pool)) == [value(item) for item in items]


def test_the_order_of_completion_is_of_no_account() -> None:
    with Shuffled(2) as pool:
        assert list(tasks(late_first, range(40), executor=pool, thread_safe=True)) == [-i for i in range(40)]


def test_items_may_be_a_generator_and_none_at_all() -> None:
    assert list(tasks(math.factorial, (i for i in range(5)), executor="threads:2")) == [1, 1, 2, 6, 24]
    assert list(tasks(math.factorial, [], executor="threads:2")) == []


def test_a_process_is_another_one(processes: Processes) -> None:
    assert os.getpid() not in set(tasks(where, range(4), executor=processes))


def test_an_endless_sweep_is_begun_only_as_far_as_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for i in range(10**9):
            taken.append(i)
            yield i

    results = tasks(math.sqrt, items(), executor="serial")
    assert [next(results) for _ in range(3)] == [0, 1, math.sqrt(2)] and len(taken) == 3


def test_one_item_at_a_time_in_a_process() -> None:
    list(tasks(busy, range(6), executor="threads:2"))
    assert _busy.most == 1


class _busy:
    lock, now, most = threading.Lock(), 0, 0


def busy(item: int) -> None:
    with _busy.lock:
        _busy.now += 1
        _busy.most = max(_busy.most, _busy.now)
    time.sleep(0.02)
    with _busy.lock:
        _busy.now -= 1


def test_two_items_at_a_time_where_they_are_declared_safe() -> None:
    assert sorted(tasks(meets_another, range(2), executor="threads:2", thread_safe=True)) == [0, 1]


_meeting = threading.Barrier(2)


def meets_another(item: int) -> int:
    return _meeting.wait(GUARD)


# chunks


class Clock:
    """Time as the worker reads it: only a nap takes any."""

    now = 0.0

    @classmethod
    def perf_counter(cls) -> float:
        return cls.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.running.chunks.time", Clock)


class Recorder(ThreadPoolExecutor):
    """One thread that notes how many items each chunk had, how long it took, and how many wait."""

    def __init__(self) -> None:
        super().__init__(1)
        self.chunks: list[tuple[int, float]] = []
        self.waiting = self.most = 0
        self.two = threading.Event()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        if self.waiting == 2:
            self.two.set()

        def timed() -> Any:
            if not self.chunks:  # the first is not done before there is a second
                self.two.wait(GUARD)
            start = Clock.now
            answer = fn(*args, **kwargs)
            self.chunks.append((len(answer.values), Clock.now - start))
            return answer

        future = super().submit(timed)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: Future) -> None:
        self.waiting -= 1


def nap(item: float) -> float:
    Clock.now += item
    return item


def test_chunks_grow_until_they_are_worth_sending(clock: None) -> None:
    with Recorder() as pool:
        assert len(list(tasks(nap, [0.002] * 600, executor=pool))) == 600
    worth = [seconds for _, seconds in pool.chunks if seconds >= 0.1]
    assert pool.chunks[0][0] == 1  # nothing is known of the first item
    assert sum(worth) > 0.75 * sum(seconds for _, seconds in pool.chunks) and len(pool.chunks) < 20
    assert pool.most == 2


def test_a_slow_item_gives_the_rest_of_its_chunk_back(monkeypatch: pytest.MonkeyPatch, clock: None) -> None:
    monkeypatch.setattr("verify.running.chunks.LIMIT", 0.1)
    items = [0.001] * 100 + [0.2] * 4
    with Recorder() as pool:
        assert list(tasks(nap, items, executor=pool)) == items
    assert sum(size for size, _ in pool.chunks) == 104 and max(seconds for _, seconds in pool.chunks) < 0.31
    assert [size for size, _ in pool.chunks[-3:]] == [1, 1, 1]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal, True), (io.StringIO, False)])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, stream: type[io.StringIO], shown: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    assert list(tasks(math.factorial, range(5), progress="cells")) == [1, 1, 2, 6, 24]
    text = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert ("cells" in text and "5/5" in text) == shown and bool(text) == shown and capsys.readouterr().out == ""


# failures


@pytest.mark.parametrize("spec", ["serial", "threads:2", "processes"])
@pytest.mark.parametrize("kind", ["ValueError", "Unpicklable"])
def test_a_failure_names_its_item_at_its_place(spec: str, kind: str, request: pytest.FixtureRequest) -> None:
    pool = request.getfixturevalue(spec) if spec == "processes" else spec
    results = tasks(fails_at_3, range(9), executor=pool, parameters={"kind": kind})
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    says = "ValueError: no value at 3" if kind == "ValueError" else "Unpicklable: 3 and 2"
    with pytest.raises(TaskFailed, match=rf"^fails_at_3 at item 3, 3, failed: .*{says}\n") as failure:
        next(results)
    assert isinstance(failure.value.__cause__, ValueError) == (kind == "ValueError")
    assert "in fails_at_3" in "".join(failure.value.__notes__)
    with pytest.raises(StopIteration):
        next(results)


def test_a_worker_that_dies_is_one_clear_error() -> None:
    with pytest.raises(WorkersFailed, match="no worker finished dies at item 0: .*terminated abruptly.*__main__"):
        list(tasks(dies, [1, 2], executor="processes:1"))


@pytest.mark.parametrize(
    "function", [lambda x: x, [].append, Cache("x").get, "name"], ids=["lambda", "builtin", "method", "text"]
)
def test_what_a_worker_could_not_import_is_refused_at_once(function: Any) -> None:
    with pytest.raises(ValueError, match="top level of a module"):
        tasks(function, [1])


@pytest.mark.parametrize(
    "spec",
    ["", "thread", "threads", "threads:", "threads:0", "threads:-1", "threads:1.5", "threads:٣", "processes:two",
     "Serial", "serial:2", "dask://", "dask://host", "dask://host:", "dask:host:1", "tcp://host:1", "processes:2 "],
)  # fmt: skip
def test_a_bad_name_gets_the_allowed_forms_in_one_line(spec: str) -> None:
    with pytest.raises(ValueError, match="serial, threads:N, processes:N .* dask://HOST:PORT") as error:
        tasks(math.sqrt, [1], executor=spec)
    assert "\n" not in str(error.value)


def test_other_code_on_a_worker_is_refused(monkeypatch: pytest.MonkeyPatch, processes: Processes) -> None:
    known = sources.sources_of(value)
    monkeypatch.setattr("verify.running.tasks.sources_of", lambda function: sources.Sources(known.digest[::-1], False))
    with pytest.raises(WorkersFailed, match="other source code"):
        list(tasks(value, [1], executor=processes))


# dask


def test_dask_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Unavailable, match=r"pip install 'certiphi\[dask\]'$"):
        list(tasks(math.sqrt, [1], executor="dask://localhost:8786"))


def test_a_scheduler_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed: pip install certiphi[dask]")
    monkeypatch.setattr(executors, "_PATIENCE", 0.3)
    with pytest.raises(Unavailable, match="no Dask scheduler answered at 127.0.0.1:9 within") as error:
        list(tasks(math.sqrt, [1], executor="dask://127.0.0.1:9"))
    assert "\n" not in str(error.value)


def test_dask_names_a_failing_item_and_fills_the_cache(dask: str, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    results = tasks(fails_at_3, range(9), executor=dask, cache=cache)
    with pytest.raises(TaskFailed, match="fails_at_3 at item 3, 3, failed: ValueError: no value at 3"):
        list(results)
    assert cache.clear() == 3


# the cache


def kept(cache: Cache) -> list[Path]:
    assert cache.folder is not None
    return sorted(cache.folder.glob("??/*.json"))


def counted(items: Any, log: Path, cache: Cache, **options: Any) -> tuple[list[int], Counter[str]]:
    log.write_text("")
    results = list(tasks(logged, items, cache=cache, parameters={"log": str(log)}, **options))
    return results, Counter(log.read_text().split())


def test_what_is_kept_is_not_computed_again(tmp_path: Path) -> None:
    cache, log = Cache(tmp_path / "kept"), tmp_path / "log"
    squares = [i * i for i in range(10)]
    assert counted(range(10), log, cache) == (squares, Counter(map(str, range(10))))
    assert counted(range(10), log, cache, executor="threads:2") == (squares, Counter())
    assert counted(range(12), log, cache) == ([*squares, 100, 121], Counter(["10", "11"]))


def test_values_come_back_bit_for_bit(tmp_path: Path) -> None:
    items = [*range(12), 5000]
    for _ in range(2):
        found = list(tasks(value, items, cache=Cache(tmp_path)))
        assert repr(found) == repr([value(item) for item in items])
    cache = Cache(tmp_path)
    for number in (0.1, 5e-324, -0.0, 1e308, math.inf, -math.inf):
        cache.put("00", number)
        assert repr(cache.get("00")) == repr(number)
    cache.put("00", {"z": ["\ud800", "φ"], "a": [True, 1, 1.0]})
    assert repr(cache.get("00")) == repr({"z": ["\ud800", "φ"], "a": [True, 1, 1.0]})


@pytest.mark.parametrize(
    ("data", "says"),
    [((1, 2), "is a tuple"), ([1, {"x": (1,)}], r"result\[1\]\['x'\] is a tuple"), ({1: 2}, "only str keys"),
     (Fraction(1, 2), "is a Fraction"), (10**5000, r"hex\(\)")],
    ids=["tuple", "deep", "key", "fraction", "long"],
)  # fmt: skip
def test_what_would_come_back_changed_is_refused(tmp_path: Path, data: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        Cache(tmp_path).put("00", data)
    assert not list(tmp_path.iterdir())


def as_tuple(item: int) -> tuple[int]:
    return (item,)


def test_a_result_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    assert list(tasks(as_tuple, [1])) == [(1,)]
    with pytest.raises(
        TaskFailed, match="as_tuple at item 0, 1, gave what the cache cannot keep: the result is a tuple"
    ):
        list(tasks(as_tuple, [1], cache=Cache(tmp_path)))


def altered(document: dict[str, Any]) -> str:
    return json.dumps({**document, "payload": "999"})


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: "not JSON",
        lambda text: "[" * 100_000,
        lambda text: "[1, 2]",
        lambda text: "{}",
        lambda text: altered(json.loads(text)),
        lambda text: json.dumps({**json.loads(text), "key": "0" * 64}),
        lambda text: json.dumps({**json.loads(text), "payload": 16}),
        lambda text: text.replace('"sha256": "', '"sha256": "0'),
        lambda text: b"\xff\xfe\x00",
    ],
)
def test_a_damaged_or_foreign_file_is_computed_again(tmp_path: Path, damage: Any) -> None:
    cache, log = Cache(tmp_path / "kept"), tmp_path / "log"
    counted([4], log, cache)
    (path,) = kept(cache)
    good, bad = path.read_bytes(), damage(path.read_text())
    path.write_bytes(bad if isinstance(bad, bytes) else bad.encode())
    assert counted([4], log, cache) == ([16], Counter(["4"]))
    assert path.read_bytes() == good


def test_a_file_in_the_place_of_another_is_not_believed(tmp_path: Path) -> None:
    cache, log = Cache(tmp_path / "kept"), tmp_path / "log"
    counted([4, 5], log, cache)
    one, other = kept(cache)
    one.write_bytes(other.read_bytes())
    results, computed = counted([4, 5], log, cache)
    assert results == [16, 25] and computed.total() == 1


@pytest.mark.parametrize("obstacle", ["file", "read-only", "full"])
def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str
) -> None:
    folder = tmp_path / "kept"
    if obstacle == "file":
        folder.write_text("")
    elif obstacle == "read-only":  # root may write where the mode forbids it, so the system's refusal is played
        monkeypatch.setattr(Path, "mkdir", refuse(errno.EROFS))
    else:
        monkeypatch.setattr(caches, "write_bytes", refuse(errno.ENOSPC))
    cache, log = Cache(folder), tmp_path / "log"
    for _ in range(2):
        assert counted(range(3), log, cache) == ([0, 1, 4], Counter("012"))


def refuse(number: int) -> Any:
    def refusal(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return refusal


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Cache().folder == tmp_path / "default"
    monkeypatch.setenv("CERTIPHI_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Cache().folder == tmp_path / "certiphi"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/of/nobody")
    assert Cache().folder == Path("/home/of/nobody/.cache/certiphi")
    monkeypatch.setattr(Path, "home", refuse_home)
    nowhere, log = Cache(), tmp_path / "log"
    assert nowhere.folder is None and nowhere.clear() == 0
    assert counted([2], log, nowhere) == counted([2], log, nowhere) == ([4], Counter("2"))


def refuse_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_clearing_takes_nothing_else(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("ab" * 32, 1)
    (tmp_path / "ab" / ".0123456789abcdef.tmp").write_text("half")
    for other in ("notes.json", "ab/notes.txt"):
        (tmp_path / other).write_text("mine")
    assert cache.clear() == 1 and cache.get("ab" * 32) is MISSING
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["notes.json", "notes.txt"]


@dataclass(frozen=True)
class Cell:
    k: int
    ratio: Fraction


class Pair(NamedTuple):
    k: int
    ratio: Fraction


def test_keys_differ_where_items_do() -> None:
    items = [1, 1.0, True, "1", b"1", None, "None", [1], (1,), [[1]], {"1": 1}, {1: 1}, Fraction(1), Fraction(1, 2),
             0.0, -0.0, [], (), {}, "", Cell(1, Fraction(1)), Pair(1, Fraction(1)), (1, Fraction(1)), "[1]", ["a", "b"],
             ["a','b"], 10**5000]  # fmt: skip
    texts = list(map(canonical, items))
    assert len(set(texts)) == len(items)
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})
    with pytest.raises(TypeError, match="only plain data"):
        canonical(object())


def test_keys_know_code_function_item_and_parameters(tmp_path: Path) -> None:
    keys = {
        key_of(function, item, parameters, code)
        for function in (value, late_first)
        for item in (1, 2)
        for parameters in ({}, {"d": 1}, {"e": 1})
        for code in ("one", "other")
    }
    assert len(keys) == 24 and all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_sources_are_what_a_file_runs_on(tmp_path: Path) -> None:
    def digest() -> str:
        sources._sources.cache_clear()
        return sources.sources_of_file(tmp_path / "main.py").digest

    (tmp_path / "main.py").write_text("import json\ndef f():\n    from helper import g\n    from . import no\n")
    (tmp_path / "helper.py").write_text("import numbers, package.inner\n")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    (tmp_path / "package" / "inner.py").write_text("x = 1\n")
    (tmp_path / "stranger.py").write_text("x = 1\n")
    seen = [digest()]
    (tmp_path / "stranger.py").write_text("x = 2\n")
    assert digest() == seen[0]
    for name in ("main.py", "helper.py", "package/inner.py", "package/__init__.py"):
        (tmp_path / name).write_text((tmp_path / name).read_text() + "y = 3\n")
        seen.append(digest())
    assert len(set(seen)) == 5


def test_sources_younger_than_the_process_keep_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, log = Cache(tmp_path / "kept"), tmp_path / "log"
    counted([3], log, cache)
    monkeypatch.setattr(sources, "_STARTED", 0.0)
    sources._sources.cache_clear()
    assert counted([3, 4], log, cache) == ([9, 16], Counter("34"))
    assert len(kept(cache)) == 1


# killed, interrupted


SWEEP = """
import json, sys, time
from pathlib import Path
from verify.running.cache import Cache
from verify.running.tasks import tasks

def square(item, log, held):
    with open(log, "a") as file:
        file.write(f"{item}\\n")
    time.sleep(0.02)
    while item >= held and not Path(log).with_name("go").exists():
        time.sleep(0.02)
    return {"square": item * item, "third": item / 3}

if __name__ == "__main__":
    spec, folder, log, n, held = sys.argv[1:]
    parameters = {"log": log, "held": int(held)}
    try:
        found = list(tasks(square, range(int(n)), executor=spec, cache=Cache(folder), parameters=parameters))
    except KeyboardInterrupt:
        sys.exit(130)
    print(json.dumps(found))
"""


def begin(tmp_path: Path, spec: str, n: int, held: int) -> tuple[subprocess.Popen, list[str]]:
    """Start a sweep and return once so many items were begun; from there on each waits for a file called go."""
    (tmp_path / "sweep.py").write_text(SWEEP)
    log = tmp_path / "log"
    log.touch()
    command = [sys.executable, *map(str, (tmp_path / "sweep.py", spec, tmp_path / "kept", log, n, held))]
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=SETTLED, start_new_session=True
    )
    wait_until(lambda: log.read_text().count("\n") >= held or run.poll() is not None)
    return run, command


def wait_until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + GUARD
    while not reached() and time.monotonic() < give_up:
        time.sleep(0.01)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize(("spec", "n", "in_flight"), [("serial", 40, 1), ("processes:2", 120, 40)])
def test_a_killed_sweep_goes_on_where_it_was(tmp_path: Path, spec: str, n: int, in_flight: int) -> None:
    run, command = begin(tmp_path, spec, n, n // 2)
    run.kill()
    run.communicate(timeout=GUARD)  # its workers, which hold the other ends of the pipes, end with it
    assert run.returncode == -signal.SIGKILL
    finished = len(kept(Cache(tmp_path / "kept")))
    (tmp_path / "go").touch()
    done = subprocess.run(command, capture_output=True, text=True, env=SETTLED, timeout=GUARD)
    assert done.stderr == "" and json.loads(done.stdout) == [{"square": i * i, "third": i / 3} for i in range(n)]
    begun = Counter((tmp_path / "log").read_text().split())
    again = begun.total() - n
    # four chunks of at most 0.2 s / 0.02 s items are under way at once
    assert set(begun) == {str(i) for i in range(n)} and again <= in_flight and 0 < finished < n
    assert begun.total() <= 2 * n - finished


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_an_interrupted_sweep_stops_quietly_and_keeps_what_it_has(tmp_path: Path) -> None:
    run, _ = begin(tmp_path, "processes:2", 500, 60)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers too
    output, errors = run.communicate(timeout=GUARD)  # and so until no worker is left
    assert (run.returncode, output, errors) == (130, "", "")
    assert 0 < len(kept(Cache(tmp_path / "kept"))) < 500


def test_two_sweeps_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    found: list[list[int]] = []

    def sweep() -> None:
        log = str(tmp_path / "log")
        found.append(list(tasks(logged, range(150), cache=Cache(tmp_path / "kept"), parameters={"log": log})))

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[i * i for i in range(150)]] * 3
    assert not list((tmp_path / "kept").glob("**/.*.tmp"))


# the command

LEMMAS = '''
import time
from pathlib import Path
from sympy import Interval, cos, pi, sin
from verify import Domain, lemma, PROVED
from verify.language.verdict import SUPPORTED, Evidence

domain = Domain(phi=Interval(0, pi))

@lemma(domain=domain, source="somebody 1999", quoted=True)
def theorem(phi):
    """A theorem of the literature."""
    return sin(phi) <= phi

@lemma(domain=domain, uses=[theorem], status=PROVED)
def decreasing(phi):
    """The kernel decreases."""
    return -(pi - phi)*sin(phi) <= 0

@lemma(domain=domain, status=PROVED)
def wrong(phi):
    """Too much."""
    return sin(phi) >= cos(phi)

@lemma(domain=domain, uses=[wrong, decreasing])
def after(phi):
    """It rests on what is wrong."""
    return cos(phi) <= 1

def slow(lemma):
    here = Path(__file__).parent
    (here / "begun").touch()
    time.sleep(1000 if (here / "sleep").exists() else 0)
    return Evidence(SUPPORTED, "patience")

@lemma(domain=domain, checks=[slow])
def long(phi):
    """It takes its time."""
    return sin(phi) <= 1
'''


def certiphi(*arguments: object, **options: Any) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=SETTLED, timeout=GUARD, **options)


def verdicts_in(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)["lemmas"]
    return [{name: part for name, part in verdict.items() if name != "seconds"} for verdict in found]


def test_check_says_the_same_on_every_executor(tmp_path: Path, dask: str) -> None:
    (tmp_path / "mine.py").write_text(LEMMAS)
    runs = [
        certiphi("check", "mine.py", "form_is_positive", "--json", "-", "--executor", spec, cwd=tmp_path)
        for spec in ("serial", "processes:2", "threads:2", dask)
    ]
    for run in runs:
        assert run.returncode == 1 and run.stderr == "" and verdicts_in(run.stdout) == verdicts_in(runs[0].stdout)
    found = {verdict["name"]: verdict for verdict in verdicts_in(runs[0].stdout)}
    assert found["decreasing"]["given"] == ["theorem"] and found["wrong"]["witness"] == {"phi": "0"}
    assert found["after"]["status"] == "PROVED" and found["after"]["overall"] == "REFUTED"
    assert found["long"]["method"] == "patience" and found["form_is_positive"]["overall"] == "PROVED"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_an_interrupted_check_shows_what_was_reached(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(LEMMAS)
    (tmp_path / "sleep").touch()
    # one worker begins the long lemma only when the first two are done and the first one is reported
    command = [sys.executable, "-m", "verify", "check", "mine.py", "--executor", "processes:1"]
    run = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=SETTLED,
        start_new_session=True,
    )  # fmt: skip
    wait_until((tmp_path / "begun").exists)
    os.killpg(run.pid, signal.SIGINT)
    output, errors = run.communicate(timeout=GUARD)
    assert run.returncode == 130 and output == "" and "Traceback" not in errors
    assert re.search("stopped after [1-4] lemmas?", errors) and errors.endswith("certiphi: interrupted\n")
    assert re.search(r"theorem\s+quoted", errors)


@pytest.mark.parametrize(
    ("spec", "says"),
    [("threads", "write serial, threads:N"), ("processes:0", "write serial, threads:N")],
)
def test_a_bad_executor_is_bad_usage(spec: str, says: str) -> None:
    run = certiphi("check", "kernel_slope", "--executor", spec)
    assert run.returncode == 2 and says in run.stderr and run.stderr.count("\n") == 1 and run.stdout == ""


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    from verify.language.catalogue import read_file
    from verify.running.remote import Address, _examined, examined

    path = tmp_path / "mine.py"
    path.write_text(LEMMAS)
    catalogue = read_file(path)
    digest = sources.sources_of_file(path).digest
    ((evidence, _),) = _examined([Address("decreasing", 1, str(path), digest)], False)
    assert evidence[-1].status.name == "PROVED"
    found = examined(catalogue.lemmas, {str(path): catalogue}, "serial")
    path.write_text(LEMMAS.replace("<= 0", "<= 1"))
    sources._sources.cache_clear()
    with pytest.raises(RuntimeError, match="mine.py, or what it imports, is not the same for a worker"):
        _examined([Address("decreasing", 1, str(path), digest[::-1])], False)
    assert len(list(found)) == len(catalogue.lemmas)


def test_opening_is_lazy_and_naming_is_not() -> None:
    opener("dask://127.0.0.1:9")
    tasks(math.sqrt, [1], executor="dask://127.0.0.1:9")
    assert compute.__module__ == "verify.running.chunks"
