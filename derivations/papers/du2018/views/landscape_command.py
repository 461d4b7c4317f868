"""The command `certiphi landscape`, and the part of this paper in `certiphi report`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.cli import certificate_option, json_option, long_work, write_certificate

if TYPE_CHECKING:
    from derivations.papers.du2018.critical_points.answer import Answer
    from derivations.papers.du2018.critical_points.problem import Problem

__all__ = ["landscape", "report"]


class Rationals(click.ParamType):
    """Exact rationals separated by commas, or @FILE with commas, blanks or new lines between them."""

    name = "A1,A2,… | @FILE"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        from verify.arithmetics.decimals import parse_rational

        if isinstance(value, tuple):
            return value
        text, where = value, ""
        if value.startswith("@"):
            where = f" in {value[1:]}"
            try:
                text = Path(value[1:]).read_text(encoding="utf-8").strip().replace("\n", ",")
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is no text file"
                self.fail(f"{value[1:]} cannot be read: {reason}", parameter, context)
        entries = [entry for part in text.split(",") for entry in (part.split() or [""])]
        if where and entries and not entries[-1]:
            entries.pop()
        numbers = []
        for i, entry in enumerate(entries, start=1):
            try:
                numbers.append(parse_rational(entry))
            except ValueError as error:
                self.fail(f"entry {i}{where}: {error}", parameter, context)
        return tuple(numbers)


@click.command()
@click.option("--teacher", type=Rationals(), required=True, help="The teacher's output weights a*, exact.")
@click.option("--filter", "weights", type=Rationals(), help="The teacher's filter w*; without it ‖w*‖ = 1 and p ≥ 3.")
@click.option("--digits", type=click.IntRange(1, 100_000), default=15, show_default=True, help="Digits to reach.")
@certificate_option
@json_option
def landscape(
    teacher: tuple[Fraction, ...], weights: Any, digits: int, certificate: str | None, json_file: str | None
) -> int:
    """Enclose every critical point of the population loss for one teacher.

    The network has one shared filter over non-overlapping patches, ReLU and Gaussian input (Du, Lee,
    Tian, Póczos, Singh, ICML 2018).
    """
    from derivations.papers.du2018.critical_points.problem import Problem
    from verify.report.data import write_json

    try:
        problem = Problem(teacher, weights)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    answer = _solved(problem, digits)
    if certificate:
        from derivations.papers.du2018.critical_points.claims import claims

        write_certificate(certificate, list(claims(answer.report)), digits + 30)
    if json_file:
        write_json(json_file, answer.as_dict())
    if json_file != "-":
        from derivations.papers.du2018.views.landscape_text import show

        show(answer)
    return 0


def _solved(problem: Problem, digits: int) -> Answer:
    from derivations.papers.du2018.critical_points.answer import solve

    with long_work("enclosing the critical points") as say:
        return solve(problem, digits, say)


def report(folder: Path) -> None:
    """Write and print the landscape of two networks, below and above the threshold, and the paper's experiments."""
    from derivations.papers.du2018.critical_points.problem import Problem
    from derivations.papers.du2018.views import experiments as experiments_report
    from derivations.papers.du2018.views.landscape_text import show
    from verify.report.data import write_json
    from verify.report.text import plain
    from verify.running.files import write_text

    # k = 25 patches: 14 weights 1 and 11 weights −1 have r = 9/25; all ones have r = 25
    for name, ones in (("landscape", 14), ("landscape-above-threshold", 25)):
        problem = Problem((Fraction(1),) * ones + (Fraction(-1),) * (25 - ones))
        answer = _solved(problem, 50)
        write_json(str(folder / f"{name}.json"), answer.as_dict())
        write_text(folder / f"{name}.txt", plain(partial(show, answer)))
        click.echo()
        show(answer)
    experiments_report.write(folder)
