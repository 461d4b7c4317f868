"""Files that are written whole or not at all, and a check beforehand that they can be."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["NotWritable", "ensure_writable", "replacing", "write_bytes", "write_text"]

PathLike = str | os.PathLike[str]


class NotWritable(OSError):
    """A file cannot be written; the message says why and what to do."""


def ensure_writable(path: PathLike) -> None:
    """Raise `NotWritable` if a file could not be written there now; leave nothing behind.

    Call it before long work whose result goes into the file.
    """
    _target(path)


def write_text(path: PathLike, text: str) -> None:
    """Write text in UTF-8, newlines as they are, so that the file is complete or unchanged at every moment."""
    write_bytes(path, text.encode())


def write_bytes(path: PathLike, data: bytes) -> None:
    """Write data so that the file is complete or unchanged at every moment, whatever interrupts.

    Symbolic links are followed; a new file has the permissions of the umask, a replaced one keeps its own.
    Raises `NotWritable` where `ensure_writable` does.
    """
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: PathLike, *, partial: bool = False) -> Iterator[BinaryIO]:
    """Yield a file beside the path that comes in its place if the block ends well, and is removed if not.

    ``partial`` names it PATH.PID.partial, where it is found if the process is killed.  Else as `write_bytes`.
    """
    target, mode = _target(path)
    if mode is not None and not stat.S_ISREG(mode):
        # a pipe or /dev/null cannot be replaced, only written to
        with target.open("wb") as file:
            yield file
        return
    beside = _partial(target) if partial else _beside(target)
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            if mode is not None:
                beside.chmod(stat.S_IMODE(mode))
            yield file
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(target: Path) -> Path:
    # a name that is short whatever the target's, and that no other process takes
    return target.parent / f".{secrets.token_hex(8)}.tmp"


def _partial(target: Path) -> Path:
    # 255 bytes is the most that file systems take for a name
    beside = target.parent / f"{os.fsdecode(os.fsencode(target.name)[:200])}.{os.getpid()}.partial"
    beside.unlink(missing_ok=True)  # of a killed process that had this number
    return beside


def _target(path: PathLike) -> tuple[Path, int | None]:
    """Return the file behind symbolic links and its mode (None if it is new), or raise `NotWritable`."""
    name = os.fspath(path)
    if not name or name.endswith(os.sep):
        raise NotWritable(f"cannot write to {name!r}: that is no file name; add one, for example {name}report.pdf")
    target = Path(os.path.realpath(name))
    mode = _mode(name, target)
    if mode is None or stat.S_ISREG(mode):
        _probe(name, target.parent)
    if mode is not None and not os.access(target, os.W_OK):
        raise NotWritable(f"cannot write {name}: the file is read-only; change its permissions or choose another name")
    return target, mode


def _mode(name: str, target: Path) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotWritable(f"cannot write {name}: {_reason(error)}; choose another name") from error
    if stat.S_ISDIR(mode):
        raise NotWritable(f"cannot write {name}: it is a directory; give a file in it, for example {name}/report.pdf")
    return mode


def _probe(name: str, directory: Path) -> None:
    """Create and remove a file, which is the only test that a full or read-only disk cannot fool."""
    beside = _beside(directory / "probe")
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileNotFoundError:
        raise NotWritable(f"cannot write {name}: there is no directory {directory}; create it first") from None
    except OSError as error:
        raise NotWritable(
            f"cannot write {name}: no file can be created in {directory} ({_reason(error)}); choose another directory"
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refuses").lower()
