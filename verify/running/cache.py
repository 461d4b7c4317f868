"""Results kept in a folder under a digest of everything that determines them.

The folder is $CERTIPHI_CACHE, else certiphi in $XDG_CACHE_HOME, else ~/.cache/certiphi.  It grows by one small file for
each result and is never pruned; `Cache().clear()` empties it, and so does deleting it, at any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from verify.running.code_digest import module_of
from verify.running.files import write_bytes

__all__ = ["MISSING", "Cache", "canonical", "fits", "fitting", "key_of"]

MISSING = object()
Function = TypeVar("Function", bound=Callable[..., Any])


class Cache:
    """Plain data in files, each with its key and a digest: what does not check is as if it were not there.

    >>> Cache("/tmp/example").get("0" * 64) is MISSING
    True

    Several processes may share a folder: a file is written whole or not at all.  A folder that cannot be
    written, or cannot be found because there is no home, is no error: then nothing is kept.
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.folder = _default_folder() if folder is None else Path(folder)
        self._writable = True

    def get(self, key: str) -> Any:
        """Return what is kept under a key, or `MISSING`; a truncated, altered or foreign file counts as missing."""
        if self.folder is None:
            return MISSING
        try:
            found = json.loads(self._path(key).read_bytes())
            payload = found["payload"]
            if found["key"] == key and found["sha256"] == hashlib.sha256(payload.encode()).hexdigest():
                return json.loads(payload)
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            pass  # it is computed again
        return MISSING

    def put(self, key: str, value: Any) -> None:
        """Keep plain data under a key; raises TypeError for what would not come back as it is."""
        payload = _plain(value)
        if self.folder is None or not self._writable:
            return
        digest = hashlib.sha256(payload.encode()).hexdigest()
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_bytes(path, json.dumps({"key": key, "sha256": digest, "payload": payload}).encode())
        except OSError:
            self._writable = False  # read-only or full: one attempt is enough

    def clear(self) -> int:
        """Delete what is kept, and what a killed process left half-written; return how many results there were."""
        if self.folder is None:
            return 0
        results = list(self.folder.glob("[0-9a-f][0-9a-f]/*.json"))
        for path in (*results, *self.folder.glob("[0-9a-f][0-9a-f]/.*.tmp")):
            path.unlink(missing_ok=True)
        return len(results)

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        # 256 folders, so that none becomes too large to list
        return self.folder / key[:2] / f"{key[2:]}.json"


def _default_folder() -> Path | None:
    if own := os.environ.get("CERTIPHI_CACHE"):
        return Path(own).absolute()
    shared = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if shared.is_absolute():  # the XDG specification ignores a relative one
        return shared / "certiphi"
    try:
        return Path.home() / ".cache" / "certiphi"
    except RuntimeError:
        return None


def _plain(value: Any) -> str:
    """Return JSON that reads back as the same value, bit for bit; raises TypeError if there is none."""
    try:
        _assert_plain(value, "the result")
        return json.dumps(value)
    except ValueError as error:  # integers of more than 4300 digits, which Python refuses to print
        raise TypeError(f"the result cannot be written down ({error}); write such integers with hex()") from error
    except RecursionError:
        raise TypeError("the result is nested too deeply to be written down") from None


def _assert_plain(value: Any, where: str) -> None:
    kind = type(value)
    if kind is dict:
        for key, part in value.items():
            if type(key) is not str:
                raise TypeError(f"a key of {where} is {key!r}, and only str keys can be kept")
            _assert_plain(part, f"{where}[{key!r}]")
    elif kind is list:
        for i, part in enumerate(value):
            _assert_plain(part, f"{where}[{i}]")
    elif kind not in (str, int, float, bool, type(None)):
        raise TypeError(f"{where} is a {kind.__name__}; only dict, list, str, int, float, bool and None can be kept")


def canonical(value: Any) -> str:
    """Return a text that two values share only if they are equal and of the same types.

    Takes plain data, tuples, Fractions and dataclasses of these; raises TypeError for anything else.

    >>> canonical({"b": (1, True), "a": 0.1})
    "{'a':0x1.999999999999ap-4,'b':(0x1,True)}"
    """
    kind = type(value)
    if kind is int:
        return hex(value)
    if kind is float:
        return value.hex()
    if value is None or kind in (bool, str, bytes):
        return repr(value)
    if kind is list:
        return f"[{','.join(map(canonical, value))}]"
    if isinstance(value, tuple):
        name = "" if kind is tuple else f"{kind.__module__}.{kind.__qualname__}"
        return f"{name}({','.join(map(canonical, value))})"
    if kind is dict:
        return f"{{{','.join(sorted(f'{canonical(key)}:{canonical(part)}' for key, part in value.items()))}}}"
    if kind is Fraction:
        return f"{hex(value.numerator)}/{hex(value.denominator)}"
    if is_dataclass(value) and not isinstance(value, type):
        parts = (f"{field.name}={canonical(getattr(value, field.name))}" for field in fields(value))
        return f"{kind.__module__}.{kind.__qualname__}({','.join(parts)})"
    raise TypeError(f"{value!r} is a {kind.__name__}: only plain data, Fractions and dataclasses of these make a key")


def key_of(function: Callable[..., Any], item: Any, parameters: Mapping[str, Any], sources: str) -> str:
    """Return the key of a function's value at an item: a digest of its code, its name, the item and parameters."""
    what = [sources, f"{module_of(function)}.{function.__qualname__}", canonical(item), canonical(dict(parameters))]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def fitting(is_value: Callable[[Any, Any], bool]) -> Callable[[Function], Function]:
    """Say of the decorated function what its values look like: ``is_value(item, value)`` for plain data.

    What a cache holds of another shape is then as if it were not there.
    """

    def marked(function: Function) -> Function:
        function.is_value = is_value  # type: ignore[attr-defined]
        return function

    return marked


def fits(function: Callable[..., Any], item: Any, value: Any) -> bool:
    """Return whether kept data has the shape of a function's value at an item, as far as `fitting` tells."""
    try:
        return bool(getattr(function, "is_value", lambda item, value: True)(item, value))
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError):  # not even the parts it asks for
        return False
