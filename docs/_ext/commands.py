"""The directive `commands`: each command of `certiphi` with the help that it prints."""

from __future__ import annotations

from typing import Any

import click
from click.testing import CliRunner
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from verify.cli import command


def help_of(*names: str) -> str:
    """Return what `certiphi NAME --help` prints at 80 columns."""
    # on a terminal click leaves two columns free
    done = CliRunner().invoke(command, [*names, "--help"], prog_name="certiphi", terminal_width=78)
    if done.exit_code:
        raise RuntimeError(f"certiphi {' '.join(names)} --help: {done.output or done.exception}")
    return done.output


class Commands(SphinxDirective):
    """One section for each command, also for those that installed packages contribute."""

    def run(self) -> list[nodes.Node]:
        return [_screen(help_of()), *map(_section, command.list_commands(click.Context(command)))]


def _section(name: str) -> nodes.section:
    title = nodes.title("", "", nodes.literal("", f"certiphi {name}"))
    return nodes.section("", title, _screen(help_of(name)), ids=[f"certiphi-{name}"], names=[f"certiphi {name}"])


def _screen(text: str) -> nodes.literal_block:
    return nodes.literal_block(text, text, language="text")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
