"""A page of the docs followed as a reader would: its files saved, its commands and programs run in order.

The page marks its blocks by comments that no reader sees:

    <!-- file: NAME -->   saved under this name
    <!-- more: NAME -->   added to that file, after two empty lines
    <!-- install -->      commands that install something
    <!-- exits N -->      commands that exit with N; the others must exit with 0

Commands and programs are those in ```bash and ```python; a ```text right after is what they must print.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*) -->\n)?```(?P<language>\w+)\n(?P<content>.*?)^```$"
    r"(?:\n+```text\n(?P<output>.*?)^```$)?",
    re.M | re.S,
)
_SECONDS = re.compile(r"(?<=; |n )\d+(\.\d+)? ?s\b")


@dataclass(frozen=True)
class Block:
    """One block of a page; ``output`` is what the page says that it prints, if it says so."""

    language: str
    content: str
    mark: str = ""
    output: str | None = None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page, in order."""
    return [
        Block(found["language"], found["content"], found["mark"] or "", found["output"])
        for found in _BLOCK.finditer(page)
    ]


def without_times(text: str) -> str:
    """Return what was printed without the seconds that it took, and without blanks at the ends of lines."""
    return _SECONDS.sub("0 s", "\n".join(line.rstrip() for line in text.rstrip().split("\n")))


def walk(
    page: str, folder: Path, environment: Mapping[str, str], install: Callable[[Block, Path], None]
) -> list[tuple[Block, str]]:
    """Follow a page in a folder; return each block that prints, with what it did print.

    Raises AssertionError where a block exits with another code than the page says.
    """
    printed = []
    for block in blocks(page):
        kind, _, argument = block.mark.partition(" ")
        if kind in ("file:", "more:"):
            before = f"{(folder / argument).read_text(encoding='utf-8')}\n\n" if kind == "more:" else ""
            (folder / argument).write_text(before + block.content, encoding="utf-8")
        elif kind == "install":
            install(block, folder)
        elif block.language in ("bash", "python"):
            printed.append((block, _run(block, folder, environment, int(argument) if kind == "exits" else 0)))
    return printed


def _run(block: Block, folder: Path, environment: Mapping[str, str], code: int) -> str:
    (folder / "block.py").write_text(block.content, encoding="utf-8")
    command = ["bash", "-euo", "pipefail", "-c", block.content] if block.language == "bash" else ["python", "block.py"]
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True)
    assert done.returncode == code, f"{block.content}{done.stdout}{done.stderr}"
    return done.stdout


def as_if_installed(folder: Path) -> None:
    """Write what an installer records of the package in a folder, so that what is beside it on the path is found."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    record = folder / f"{project['name']}-{project['version']}.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    groups = [
        "\n".join([f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())])
        for group, entries in project["entry-points"].items()
    ]
    (record / "entry_points.txt").write_text("\n\n".join(groups) + "\n", encoding="utf-8")
