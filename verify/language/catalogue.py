"""Catalogues: the lemmas and derivations that installed packages and a user's files declare."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from types import ModuleType

from verify.language.advice import advice, lines_in, repeated, told
from verify.language.derivation import Derivation
from verify.language.lemma import DeclarationError, Lemma

__all__ = ["Catalogue", "UnknownName", "UnreadableFile", "declared", "installed", "read_file"]


class UnknownName(LookupError):
    """No lemma or derivation has this name; the message gives the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnreadableFile(ValueError):
    """A lemma file cannot be run; the message says where."""


@dataclass(frozen=True)
class Catalogue:
    """Lemmas and derivations in dependency order."""

    lemmas: tuple[Lemma, ...]
    derivations: tuple[Derivation, ...] = ()

    def select(self, names: Sequence[str]) -> list[Lemma]:
        """Return the lemmas of these names: of a lemma, a derivation, a source, or a prefix ending at a dot.

        Raises `UnknownName` for a name that selects nothing.
        """
        return list(dict.fromkeys(chain.from_iterable(map(self._named, names))))

    def _named(self, name: str) -> list[Lemma]:
        def fits(lemma: Lemma) -> bool:
            full = f"{lemma.source}.{lemma.name}"
            return name in (lemma.name, lemma.source, full) or lemma.name.startswith(f"{name}.")

        found = [lemma for lemma in self.lemmas if fits(lemma)]
        if not found and (os.sep in name or Path(name).exists()):
            kind = "a folder" if Path(name).is_dir() else "no lemma's name"
            raise UnknownName(f"{name!r} is {kind}: name the files, each ending in .py, or lemmas")
        if not found:
            names = [lemma.name for lemma in self.lemmas] + [lemma.source for lemma in self.lemmas]
            raise UnknownName(_unknown("lemma", name, [d.name for d in self.derivations] + names))
        return found

    def derivation(self, name: str) -> Derivation:
        """Return the derivation of this name; raises `UnknownName`."""
        for derivation in self.derivations:
            if derivation.name == name:
                return derivation
        raise UnknownName(_unknown("derivation", name, [d.name for d in self.derivations]))


def _unknown(kind: str, name: str, names: Iterable[str]) -> str:
    known = sorted(set(names))
    last = {n.rsplit(".", 1)[-1]: n for n in known}
    near = [last.get(n, n) for n in get_close_matches(name, [*known, *last], n=3, cutoff=0.4)]
    suggestion = ", ".join(dict.fromkeys(near)) or ", ".join(known[:3]) + ", …"
    return f"no {kind} is called {name!r}; the nearest names are {suggestion}"


def installed() -> Catalogue:
    """Return the lemmas and derivations of every installed package that declares a catalogue."""
    modules = [import_module(entry.value) for entry in entry_points(group="certiphi.catalogues")]
    return Catalogue(
        tuple(lemma for module in modules for lemma in module.CATALOGUE),
        tuple(derivation for module in modules for derivation in module.DERIVATIONS),
    )


def read_file(path: Path) -> Catalogue:
    """Run a user's file and return the lemmas and derivations it declares, in order.

    What the file merely imports is left out.  Raises `UnreadableFile` with the line that failed.
    """
    found = declared(_run(path))
    if not found.lemmas:
        raise UnreadableFile(f"{path} declares no lemma; write one with @lemma(domain=…)")
    return found


def declared(module: ModuleType) -> Catalogue:
    """Return the lemmas and derivations that a module declares at its top level, not those it imports."""
    derivations = tuple(x for x in _values(module) if isinstance(x, Derivation))
    if derivations:
        known = set(installed().derivations)
        derivations = tuple(x for x in derivations if x not in known)
    lemmas = tuple(x for x in _values(module) if isinstance(x, Lemma) and x.function.__module__ == module.__name__)
    steps = tuple(step for derivation in derivations for step in derivation.lemmas)
    return Catalogue(steps + lemmas, derivations)


def _values(module: ModuleType) -> list[object]:
    found: list[object] = []
    for value in vars(module).values():
        found.extend(value if isinstance(value, (tuple, list)) else [value])
    return list({id(value): value for value in found}.values())


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"lemmas_of_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UnreadableFile(f"{path} is not a Python file that exists")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # so that its dataclasses and pickles find it
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise UnreadableFile(f"{_place(path, error)}: the file ends the program before its lemmas are read") from error
    except Exception as error:
        raise UnreadableFile(f"{_place(path, error)}: {_first_line(error)}") from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise UnreadableFile(f"{_place(path, error)}: {told(error)}") from error
    finally:
        sys.path.pop(0)
    if twice := repeated(path):
        raise UnreadableFile(twice)
    return module


def _place(path: Path, error: BaseException) -> str:
    """Return the deepest line of the file on the error's way."""
    lines = [error.lineno] if isinstance(error, SyntaxError) else []
    lines += lines_in(os.path.abspath(path), error)
    return f"{path}:{lines[-1]}" if lines else str(path)


def _first_line(error: Exception) -> str:
    if isinstance(error, DeclarationError):
        return str(error)
    text = (error.msg if isinstance(error, SyntaxError) else str(error)).split("\n")[0]
    plain = text if isinstance(error, (TypeError, ValueError, SyntaxError)) else f"{type(error).__name__}: {text}"
    return advice(error) or plain
