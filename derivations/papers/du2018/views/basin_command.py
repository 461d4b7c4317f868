"""The command `certiphi basin`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import click

from verify.cli import executor_option, json_option

__all__ = ["Exact", "basin"]


class Exact(click.ParamType):
    """One exact rational."""

    name = "RATIONAL"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        from verify.arithmetics.decimals import parse_rational

        try:
            return value if isinstance(value, Fraction) else parse_rational(value)
        except ValueError as error:
            self.fail(str(error), parameter, context)


@click.command()
@click.option("--patches", type=click.IntRange(1), required=True, help="The number k of patches.")
@click.option("--ratio", type=Exact(), required=True, help="(1·a*)²/‖a*‖², between 0 and k, exact.")
@click.option("--filter-size", type=click.IntRange(1, 10_000), required=True, help="The size p of the filter.")
@click.option("--scale", type=Exact(), default="1", show_default=True, help="‖w*‖²‖a*‖²/‖v‖² at the start, exact.")
@click.option(
    "--method",
    type=click.Choice(["flow", "descent", "quadrature", "certified"]),
    default="quadrature",
    show_default=True,
    help="Simulate the flow or descent, integrate numerically, or enclose.",
)
@click.option("--width", type=float, default=0.002, show_default=True, help="Width of the certified bounds.")
@click.option("--starts", type=click.IntRange(1), default=4_000_000, show_default=True, help="How many to simulate.")
@click.option("--rate", type=float, help="The learning rate η of descent; without it, a tenth of 2π/λ₁.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the simulated starts.")
@executor_option
@json_option
def basin(
    patches: int, ratio: Fraction, filter_size: int, scale: Fraction, executor: str, json_file: str | None, **work: Any
) -> int:
    """How probable each minimum is from a random start.

    The start is the one of the paper: v uniform on its sphere, a uniform in the ball of radius
    |1·a*| ‖w*‖/√k.  The methods are independent of each other; certified bounds are rigorous.
    """
    from derivations.papers.du2018.basin.answer import Request
    from derivations.papers.du2018.basin.answer import basin as solved
    from derivations.papers.du2018.basin.initial import Setting
    from verify.report.data import write_json
    from verify.running.cache import Cache
    from verify.running.executor import Unavailable
    from verify.running.tasks import TaskFailed, WorkersFailed, tasks

    try:
        request = Request(Setting(patches, ratio, filter_size, scale), **work)
        run = partial(tasks, executor=executor, cache=Cache(), progress=f"{request.method} method")
        answer = solved(request, run)
    except (ValueError, Unavailable, TaskFailed, WorkersFailed) as error:
        raise click.UsageError(str(error)) from error
    if json_file:
        write_json(json_file, answer.as_dict())
    if json_file != "-":
        from derivations.papers.du2018.views.basin_text import show

        show(answer)
    return 0
