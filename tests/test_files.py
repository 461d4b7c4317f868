"""Files are written whole or not at all, and refusals come early and in one line."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.running import files
from verify.running.files import NotWritable, ensure_writable, write_bytes, write_text


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


@pytest.fixture
def unprivileged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write where the mode forbids it, so what the system refuses to others is played to root too."""
    really_open = os.open

    def opened(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and not Path(path).parent.stat().st_mode & stat.S_IWUSR:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return really_open(path, flags, *more, **options)

    monkeypatch.setattr(files.os, "open", opened)
    monkeypatch.setattr(files.os, "access", lambda path, _: bool(Path(path).stat().st_mode & stat.S_IWUSR))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    tmp_path.chmod(0o755)


def test_a_read_only_directory_is_refused_early(folder: Path, unprivileged: None) -> None:
    ensure_writable(folder / "a")
    folder.chmod(0o555)
    with pytest.raises(NotWritable, match="cannot write .*permission denied"):
        ensure_writable(folder / "a")


def test_a_read_only_file_is_refused(folder: Path, unprivileged: None) -> None:
    (folder / "a").write_text("mine")
    (folder / "a").chmod(0o444)
    with pytest.raises(NotWritable, match="the file is read-only"):
        write_text(folder / "a", "x")
    assert (folder / "a").read_text() == "mine"


def test_asking_leaves_no_trace(tmp_path: Path) -> None:
    ensure_writable(tmp_path / "a")
    assert names(tmp_path) == []
