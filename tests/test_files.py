"""Files are written whole or not at all, and refusals come early and in one line."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from verify.report import files
from verify.report.files import NotWritable, ensure_writable, write_bytes, write_text


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "φ ≤ π\n\r\n")
    assert (tmp_path / "a").read_bytes() == "φ ≤ π\n\r\n".encode()
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError, MemoryError])
def test_an_interrupted_write_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    (tmp_path / "a").write_text("old")

    def interrupt(*_: object) -> None:
        raise interruption

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(interruption):
        write_text(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"
    assert names(tmp_path) == ["a"]


def test_data_that_cannot_be_written_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_bytes(tmp_path / "a", "text")  # type: ignore[arg-type]
    assert names(tmp_path) == []


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    texts = [letter * 200_000 for letter in "abcd"]
    write_text(target, texts[0])

    def write_often(text: str) -> None:
        for _ in range(20):
            write_text(target, text)

    writers = [threading.Thread(target=write_often, args=(text,)) for text in texts]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert target.read_text() in texts
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_new_files_follow_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_text(tmp_path / "a", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~umask


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    (tmp_path / "a").touch(0o600)
    write_text(tmp_path / "a", "secret")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_symbolic_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real/file")
    write_text(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "file").read_text() == "x"
    assert names(tmp_path / "real") == ["file"]


def test_what_is_no_file_is_written_to_and_not_replaced() -> None:
    write_text("/dev/null", "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "no file name"),
        ("new/", "no file name"),
        (".", "it is a directory"),
        ("missing/a", "create it first"),
        ("file/a", "not a directory"),
        ("n" * 300, "too long"),
    ],
)
def test_refusals_say_what_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    for attempt in (ensure_writable, lambda path: write_text(path, "x")):
        with pytest.raises(NotWritable) as refusal:
            attempt(name)
        assert says in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert isinstance(refusal.value, OSError)
    assert names(tmp_path) == ["file"]


def as_nobody(attempt: object, *arguments: object) -> str:
    """Return what a call raises for a user without privileges (root may write anywhere)."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            attempt(*arguments)  # type: ignore[operator]
            os.write(write, b"nothing")
        except BaseException as error:
            os.write(write, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read, "rb") as pipe:
        return pipe.read().decode()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A directory that other users reach and may write in (those of pytest are private)."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def test_a_read_only_directory_is_refused_early(open_folder: Path) -> None:
    assert as_nobody(ensure_writable, open_folder / "a") == "nothing"
    open_folder.chmod(0o555)
    said = as_nobody(ensure_writable, open_folder / "a")
    open_folder.chmod(0o755)
    assert said.startswith("NotWritable: cannot write")
    assert "permission denied" in said


def test_a_read_only_file_is_refused(open_folder: Path) -> None:
    (open_folder / "a").write_text("mine")
    (open_folder / "a").chmod(0o444)
    assert "the file is read-only" in as_nobody(write_text, open_folder / "a", "x")
    assert (open_folder / "a").read_text() == "mine"


def test_asking_leaves_no_trace(tmp_path: Path) -> None:
    ensure_writable(tmp_path / "a")
    assert names(tmp_path) == []
