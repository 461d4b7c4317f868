"""The page docs/mutation-score.md and the list of mutants, from the scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template

import hypothesis

from verify.testing.mutation_score import Score

from . import gradients, kernels, landscape, loss, network
from .harness import DEFAULT, Budget, Subject

ROOT = Path(__file__).parent.parent.parent
PAGE, LIST = ROOT / "docs" / "mutation-score.md", ROOT / "build" / "mutants.md"
Scores = Mapping[str, Score]

MEANING = {
    "Monte Carlo": "the definition, or its derivative taken inside the expectation, sampled at points fixed in advance",
    "quadrature": "the definition, or its derivative taken inside, integrated where it has two Gaussian variables; for "
    "uu, moments on the line u·z = 0, where σ′ jumps",
    "equal": "u = v, where the mean is a moment of one Gaussian",
    "opposite": "v = −u; for the loss and its gradients, opposite filters",
    "independent": "u and v at a right angle, where the mean is a product of two moments",
    "reflection": "the sum of the kernels of v and of −v, whose integrand bends on one line only",
    "Hermite series": "Mehler's expansion in cos φ, from the Hermite coefficients of the two factors",
    "nonnegative": "means of what is not negative are not: a kernel of ReLUs, a loss",
    "positive definite": "the matrix E[R(u_i, u_j)] of several unit vectors is a Gram matrix",
    "parallel": "parallel filters, where the moments of one Gaussian give the value",
    "orthogonal": "orthogonal filters, where the moments of two independent Gaussians do",
    "zero at the teacher": "f = f*: no loss, no gradient",
    "length of v": "f depends on v/‖v‖ only; the gradient in v is inversely proportional to ‖v‖",
    "homogeneity": "w* and a, or a and a*, or the units of a network, made larger by a factor",
    "identity": "the slope 1, where σ is the identity and K = u·v",
    "exchange": "f and f* exchanged leave the loss as it is",
    "silent patch": "one patch more with output weights 0 leaves the loss as it is",
    "tangential": "v·∇_v ℓ = 0, because ‖v‖ does not matter",
    "central symmetry": "v and w* both negated: −Z is Gaussian too",
    "convexity": "the loss is convex in a, so that its gradient is monotone",
    "least squares": "the best a for a given angle, solved numerically from the moments of the definition",
    "one patch": "the same for k = 1",
    "no value": "the mutant has no value to be tested",
}


def results(budget: Budget) -> list[Subject]:
    """Return the last lines of the derivations, and what landscapes and networks of any shape are computed from."""
    return [
        *kernels.subjects(budget),
        *loss.subjects(budget),
        *gradients.subjects(budget),
        *landscape.subjects(budget),
        *network.subjects(budget),
    ]


def lines(budget: Budget) -> list[Subject]:
    """Return the lines on the way there that can be evaluated quickly."""
    return [*kernels.lines(budget), *loss.lines(budget), *gradients.lines(budget)]


def scores(subjects: Iterable[Subject], first: bool = False) -> dict[str, Score]:
    return {subject.name: subject.score(first) for subject in subjects}


def total(found: Scores) -> tuple[int, int]:
    """Return the numbers of mutants killed and of all that are not equivalent."""
    killed = sum(len(score.killed) for score in found.values())
    return killed, killed + sum(len(score.survivors) for score in found.values())


def sampled(found: Scores) -> tuple[int, int]:
    """Return how many mutants sampling alone kills, and of how many, where it is used."""
    tests = [tests for score in found.values() for tests in score.killed.values()]
    used = [score for score in found.values() if any("Monte Carlo" in tests for tests in score.killed.values())]
    return sum("Monte Carlo" in names for names in tests), sum(len(x.killed) + len(x.survivors) for x in used)


def counts(found: Scores) -> tuple[int, int, int]:
    """Return how many mutants are killed, survive and are equivalent."""
    return tuple(sum(len(getattr(x, kind)) for x in found.values()) for kind in ("killed", "survivors", "equivalent"))


def formula(name: str) -> str:
    """Return the formula that a result or a line belongs to."""
    return name.partition(",")[0]


def rows(found: Scores, between: Scores) -> list[str]:
    """Return the rows of the table: for each formula the counts of its results, and of the lines on the way."""
    lines = []
    for name in dict.fromkeys(map(formula, found)):
        of_results, of_lines = ({n: x for n, x in s.items() if formula(n) == name} for s in (found, between))
        lines.append(f"| {name} | {' | '.join(map(str, (*counts(of_results), *counts(of_lines))))} |")
    return lines


def section(name: str, score: Score) -> str:
    """Return the list of the mutants of a result, each with all tests that fail on it."""
    rows = [f"| `{mutant}` | {', '.join(tests)} |" for mutant, tests in score.killed.items()]
    rows += [f"| `{mutant}` | **nothing** |" for mutant in score.survivors]
    rows += [f"| `{mutant}` | equivalent |" for mutant in score.equivalent]
    return _folded(f"{name}: {score}", ["| mutant | killed by |", "|---|---|", *rows])


def short_section(name: str, score: Score) -> str:
    """Return the list of the mutants of a line by the first test that fails on them."""
    by_test: dict[str, list[str]] = {}
    for mutant, tests in score.killed.items():
        by_test.setdefault(tests[0], []).append(mutant)
    by_test |= {
        what: list(names)
        for what, names in (("**nothing**", score.survivors), ("equivalent", score.equivalent))
        if names
    }
    rows = [f"| {test} | {' · '.join(f'`{mutant}`' for mutant in names)} |" for test, names in by_test.items()]
    return _folded(f"{name}: {score}", ["| first killed by | mutants |", "|---|---|", *rows])


def _folded(title: str, rows: Sequence[str]) -> str:
    return "\n".join(["<details>", f"<summary>{title}</summary>", "", *rows, "", "</details>", ""])


def page(found: Scores, between: Scores) -> str:
    """Return the page for the scores of the results and of the lines."""
    of_results, of_lines, alone = total(found), total(between), sampled(found)
    return INTRODUCTION.substitute(
        killed=of_results[0], all=of_results[1], sampled=alone[0], of_sampled=alone[1],
        lines_killed=of_lines[0], lines_all=of_lines[1], hypothesis=hypothesis.__version__,
        delta=f"{DEFAULT.delta:.0e}", examples=DEFAULT.examples, points=DEFAULT.points, samples=DEFAULT.samples,
        rows="\n".join(rows(found, between)),
    )  # fmt: skip


def listing(found: Scores, between: Scores) -> str:
    """Return the list of all mutants, each with what kills it."""
    means = "\n".join(f"- {name}: {meaning}." for name, meaning in MEANING.items())
    equal = "\n".join(equivalents(found | between)) or "None."
    parts = [MUTANTS.substitute(tests=means, equivalent=equal), "## Each mutant of a result\n"]
    parts += [section(*item) for item in found.items()]
    parts += ["## Each mutant of a line on the way\n", *(short_section(*item) for item in between.items())]
    return "\n".join(parts)


def equivalents(found: Mapping[str, Score]) -> list[str]:
    return [f"- {name}: `{mutant}`" for name, score in found.items() for mutant in score.equivalent]


INTRODUCTION, MUTANTS = (
    Template((Path(__file__).parent / f"{name}.md").read_text()) for name in ("introduction", "mutants")
)
