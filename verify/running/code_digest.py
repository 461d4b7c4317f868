"""Digests of the code that computes a result: what must change when the result might."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import machinery, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from verify import __version__

__all__ = ["NoSource", "Sources", "module_of", "sources_of", "sources_of_file"]

_STARTED = time.time()
_MAIN = ("__main__", "__mp_main__")  # the second is what a started process calls its parent's
_CODE = (*machinery.SOURCE_SUFFIXES, *machinery.EXTENSION_SUFFIXES)


class NoSource(ValueError):
    """A function is defined in no file, so nobody can tell whether its code has changed."""


@dataclass(frozen=True)
class Sources:
    """A digest of code, and whether a file of it is younger than this process.

    Of a young file nobody knows whether the code in memory is the one before or after the change.
    """

    digest: str
    young: bool


def sources_of(function: Callable[..., Any]) -> Sources:
    """Return the sources a function's result depends on.

    They are every file of the package it is in, of `verify`, of the packages that contribute catalogues, and
    of what these import from outside site-packages; of other distributions and of Python, the version.
    Modules that are only named in strings are not seen, nor are data files.  Raises `NoSource`.
    """
    module = module_of(function)
    if module not in _MAIN:
        return _sources(module.partition(".")[0], None)
    file = getattr(sys.modules["__main__"], "__file__", None)
    if file is None:
        raise NoSource(f"{function.__qualname__} is defined in no file; put it in a module")
    return sources_of_file(Path(file))


def module_of(function: Callable[..., Any]) -> str:
    """Return the name of the module a function is in, also where Python runs that module as __main__."""
    name = function.__module__
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return spec.name if name in _MAIN and spec is not None else "__main__" if name in _MAIN else name


def sources_of_file(path: Path) -> Sources:
    """Return the sources that running a file depends on, in the same sense."""
    return _sources(path.stem, path.resolve())


@cache
def _sources(root: str, script: Path | None) -> Sources:
    own = {root, *_certiphi()}
    lines, young = {f"certiphi {__version__}", f"Python {sys.version_info.major}.{sys.version_info.minor}"}, False
    todo, seen = sorted(own), set(own)
    while todo:
        name = todo.pop()
        origin = script if script and name == root else _origin(name, script)
        if origin is None:
            continue
        if name not in own and "site-packages" in origin.parts:
            lines.update(_versions(name))
            continue
        for path in _tree(origin):
            data = path.read_bytes()
            # where a package lies is of no account, where a file lies in it is
            inside = path.relative_to(origin.parent).as_posix()
            lines.add(f"{name} {inside} {hashlib.sha256(data).hexdigest()}")
            young = young or path.stat().st_mtime > _STARTED
            fresh = set(_imports(path, data)) - seen
            seen |= fresh
            todo += fresh
    return Sources(hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest(), young)


@cache
def _certiphi() -> frozenset[str]:
    catalogues = metadata.entry_points(group="certiphi.catalogues")
    return frozenset({"verify", *(entry.value.partition(".")[0] for entry in catalogues)})


def _origin(name: str, script: Path | None) -> Path | None:
    """Return the file of a top-level module, the script's folder first; None if it is built in or absent."""
    if name in sys.stdlib_module_names:
        return None
    beside = [] if script is None else [script.parent / name / "__init__.py", script.parent / f"{name}.py"]
    for path in beside:
        if path.is_file():
            return path
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.has_location and spec.origin else None


def _tree(origin: Path) -> list[Path]:
    if origin.name != "__init__.py":
        return [origin]
    return sorted(path for path in origin.parent.rglob("*") if path.name.endswith(_CODE))


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _versions(name: str) -> Iterator[str]:
    for distribution in set(_distributions().get(name, ())):
        yield f"{distribution} {metadata.version(distribution)}"


_GAP = r"(?:[ \t]|\\\r?\n)+"
_IMPORT = re.compile(rf"\bfrom{_GAP}([\w.]+){_GAP}import\b|\bimport{_GAP}((?:[\w., \t]|\\\r?\n)+)")


def _imports(path: Path, data: bytes) -> Iterator[str]:
    """Yield the top-level names that a file imports, at its head or later, and perhaps words of its prose.

    Not by the module ast, which is not safe in several threads before Python 3.12.
    """
    text = data.decode(errors="replace") if path.suffix == ".py" else ""
    for source, names in _IMPORT.findall(text):
        for name in [source] if source else names.replace("\\", " ").split(","):
            if first := name.strip().partition(" ")[0].partition(".")[0]:
                yield first
