"""The command `certiphi table`: the paper's table of success probabilities, with its options."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import click

from derivations.papers.du2018.views.basin_command import basin
from verify.cli import executor_option, json_option, writable

__all__ = ["table"]

_BASIN = {parameter.name: parameter for parameter in basin.params}
_REUSED = [_BASIN[name] for name in ("scale", "method", "width", "rate", "seed")]


@click.command(params=_REUSED)
@click.option("--filter-size", type=click.IntRange(1, 10_000), default=5, show_default=True, help="The size p.")
@click.option("--starts", type=click.IntRange(1), default=20_000, show_default=True, help="Of each simulated cell.")
@click.option("--latex", metavar="FILE", callback=writable, help="Write the table as LaTeX; - is standard output.")
@executor_option
@json_option
def table(
    filter_size: int, scale: Fraction, executor: str, latex: str | None, json_file: str | None, **work: Any
) -> int:
    """The probability of the global minimum for k = 25 … 100 patches and (1·a*)²/‖a*‖² = 0 … 25.

    And how many random restarts miss it with a probability of at most 1e-1, 1e-3 and 1e-6.  The start and the
    methods are those of `certiphi basin`.
    """
    from derivations.papers.du2018.experiments import table as experiments
    from verify.running.cache import Cache
    from verify.running.executor import Unavailable
    from verify.running.tasks import TaskFailed, WorkersFailed, tasks

    if latex == json_file == "-":
        raise click.UsageError("only one of --latex and --json can be written to standard output; name a file")
    method = work.pop("method")
    run = partial(tasks, executor=executor, cache=Cache(), progress=f"{method} method")
    try:
        found = experiments.table(method, filter_size, scale, run, **work)
    except (ValueError, Unavailable, TaskFailed, WorkersFailed) as error:
        raise click.UsageError(str(error)) from error
    _write(found, latex, json_file)
    return 0


def _write(found: Any, latex: str | None, json_file: str | None) -> None:
    from derivations.papers.du2018.views import table_text as table_report
    from verify.report.data import write_json
    from verify.running.files import write_text

    if json_file:
        write_json(json_file, found.as_dict())
    if latex == "-":
        click.echo(table_report.latex(found), nl=False)
    elif latex:
        write_text(latex, table_report.latex(found))
    if "-" not in (json_file, latex):
        table_report.show(found)
