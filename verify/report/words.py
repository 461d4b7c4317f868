"""The words for reasons, and what to try where less was reached than claimed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from verify.language.reasons import Cause, Reason
from verify.language.rendering import renders
from verify.language.verdict import DOMAIN, GIVEN, REFUTED, SUPPORTED, Verdict

__all__ = ["WORDS", "what_to_try", "words"]


def _at(point: Any) -> str:
    if not isinstance(point, Mapping):
        return str(point)
    return ", ".join(f"{getattr(s, 'name', s)} = {x}" for s, x in point.items())


def _undefined_at(part: Any, point: Any) -> str:
    at = _at(point)
    return f"{part} is undefined" + (f" at {at}" if at else "") + ": narrow the domain so that it is not"


def _condition(part: Any, hole: Reason) -> str:
    if hole.cause is not Cause.UNDEFINED_AT:
        return f"the side condition {part} was not shown to be defined: {hole.data.get('why', hole)}"
    at = _at(hole.data["point"])
    return f"the side condition {part} is undefined" + (f" at {at}" if at else "")


def _advised(hole: Reason) -> str:
    plain = hole.cause in (Cause.NO_MEAN, Cause.UNDEFINED_AT)
    return str(hole) if plain else f"{hole}: narrow the domain so that it cannot"


WORDS: dict[Cause, str | Callable[..., str]] = {
    Cause.NOTHING: "",
    Cause.STATED: "{text}",
    Cause.FAILED: "{place}the check failed with {error}",
    Cause.BAD_ANSWER: "{place}the check failed: it returned {found}, not Evidence(status, method, reason)",
    Cause.RAISED: "{place}lemma {name}: {what} raises {error}",
    Cause.REFUSED: "{error}",
    Cause.ENDED: "{place}lemma {name}: its function or a check {how}",
    Cause.NO_CHECK: "no check was asked for",
    Cause.UNREAD: "{text}",
    Cause.NOT_A_FUNCTION: "{text}",
    Cause.NOT_WRITTEN: "SymPy cannot write it: {error}",
    Cause.SPACES: "{text}",
    Cause.STEP: "SymPy's step {call} was not shown to be right: {why}",
    Cause.ZERO_DENOMINATOR: "{part} may be zero in a denominator",
    Cause.NEGATIVE_ROOT: "{part} may be negative under a root",
    Cause.NONPOSITIVE_LOGARITHM: "{part} may be nonpositive in a logarithm",
    Cause.OUTSIDE_UNIT: "{part} may lie outside [-1, 1]",
    Cause.POLE: "{part} may be a pole of tan",
    Cause.ORIGIN: "{part} may be taken at the origin",
    Cause.ZERO_SIDE: "a side of the angle {part} may be zero",
    Cause.NO_NUMBER: "{part} is no real number",
    Cause.MAY_BE_UNDEFINED: "{part} may be undefined",
    Cause.UNDEFINED_AT: _undefined_at,
    Cause.NOT_SHOWN_DEFINED: "{part} was not shown to be defined: {why}",
    Cause.CONDITION_UNDEFINED: _condition,
    Cause.HOLE: _advised,
    Cause.NO_MEAN: "{mean} may not exist: {why}",
    Cause.GROWS: "exp may grow too fast at {part}",
    Cause.GROWS_LIKE: "an exponential may grow like {growth}, and only rates below 1/2 are integrable",
    Cause.UNBOUNDED: "no bound of {part} is known",
    Cause.DECAY: "how fast {part} goes to zero is not known",
    Cause.LARGE: "it may be as large as {product}, which is not shown to be integrable where that is infinite",
    Cause.MANY_TERMS: "the integrand has too many terms",
    Cause.ENDLESS: "{part} has infinitely many terms",
    Cause.UNCOVERED: "{part} has no value where none of its conditions holds",
    Cause.UNKNOWN_MEAN: "{head} in {part} is not a function whose mean is known to exist",
    Cause.SAME_VECTOR: "which members of the family {name} are the same vector is not known",
    Cause.CONSTANT: "{part} may be a constant",
    Cause.UNDECIDED: "exact algebra, signs and a few boxes do not decide it",
    Cause.NO_PROOF: "no proof was found that the kernel takes",
    Cause.LOOKS_SPENT: "the budget of {looks} looks at boxes is spent",
    Cause.TOO_SMALL: "a box too small to be cut was not decided",
    Cause.WORST: "{why}; the worst is {box}",
    Cause.INNER_PRODUCTS: "what is known of the inner products does not imply it",
    Cause.FALSE_AT_POINT: "false at a point",
    Cause.WRONG: "it is wrong",
    Cause.RULE: "the two lines were not shown equal by the rule “{rule}”",
    Cause.NO_CLOSED_FORM: "{text}",
    Cause.CLOSED_FORM_RULE: "for {mean} the rule “{rule}” was not shown to hold",
    Cause.WITNESS: "false at the witness, by ball arithmetic",
    Cause.WITNESS_OF_MEANS: "false at the witness, where the means are plain numbers",
    Cause.ONLY_BY_SYMPY: "false at a point only by SymPy's value of an integral or a sum",
    Cause.NONE_AMONG: "no counterexample among {count} points",
    Cause.NONE_AMONG_CORNERS: "no counterexample among the corners, simple numbers and {count} random points",
    Cause.NONE_AMONG_SPECIAL: "no counterexample among special points",
    Cause.NO_PLACE: "the statement cannot be looked at in a point",
    Cause.MEAN_AT_POINT: "an expectation cannot be enclosed at a point",
    Cause.NOT_AN_EQUATION: "only an equation can be checked by quadrature",
    Cause.NOT_A_MEAN: "only an equation with an expectation can be sampled",
    Cause.NESTED: "a mean inside another is not integrated",
    Cause.DIVERGES: "the integral of an absolute value did not converge at {point}",
    Cause.NO_CONVERGENCE: "it did not converge at {point}",
    Cause.SIDES_DIFFER: lambda left, right, point: f"{left:.9g} on the left, {right:.9g} on the right at {_at(point)}",
    Cause.SAMPLES_DIFFER: "the sides are {left:.6g} and {right:.6g}, to {error:.1g}, at {point}",
    Cause.FEW_SAMPLES: "the samples are too few to tell the sides from zero",
    Cause.NO_POINT: "no point of the domain was found",
    Cause.EMPTY: "vacuous: the domain is empty",
    Cause.NO_POINT_FOUND: "perhaps vacuous: no point of the domain was found",
    Cause.QUOTED: "a theorem of the literature: {source}",
    Cause.QUOTED_FALSE: lambda point, source: (
        f"warning: as it is stated here it is false at {_at(point)}; a theorem of the literature: {source}"
    ),
    Cause.RESTS_ON_FALSE: lambda name, point: (
        f"it rests on {name}, a quoted theorem that is false at {_at(point)}"
    ),
    Cause.CONTRADICTED: lambda word, point: (
        f"a proof was found, but it is {word} at {_at(point)}: a fault of certiphi's, please report it"
    ),
}  # fmt: skip


@renders("words", Reason)
def words(reason: Reason) -> str:
    """Return a reason as a sentence.

    >>> from verify.language.reasons import because
    >>> words(because(Cause.ZERO_DENOMINATOR, part="x - 1"))
    'x - 1 may be zero in a denominator'
    """
    found = WORDS[reason.cause]
    return found.format(**reason.data) if isinstance(found, str) else found(**reason.data)


_FAILED = (Cause.FAILED, Cause.BAD_ANSWER)


def what_to_try(verdict: Verdict, own: bool = True, weaker: Sequence[str] = ()) -> str:
    """Return what may help a verdict that is below PROVED.

    ``own`` says whether its own checks decided it; else a lemma that it uses did, one of ``weaker`` if they are known.
    """
    decisive = verdict.decisive
    if not own:
        return f"mend {', '.join(weaker) or 'the weakest lemma it uses'} first, or do without it in uses="
    if verdict.status is REFUTED:
        return "correct the statement, or narrow the domain so that it leaves the witness out"
    if verdict.status is SUPPORTED:
        return "claim status=SUPPORTED, the most that samples and quadrature give; or derive it, line by line"
    if decisive.raised:
        return "mend what the reason names: the lemma's own function or check did not run to its end"
    if decisive.method == DOMAIN:
        return "write the condition so that it is defined on all of the ranges, or narrow these"
    if decisive.method == GIVEN:
        return "correct that theorem as it is stated here, or narrow its domain"
    if decisive.doubt:
        return "correct the statement: a check speaks against it"
    if {Cause.NOT_A_FUNCTION, Cause.UNKNOWN_MEAN} & set(decisive.why.causes):
        return "write it in elementary functions: sqrt, exp, log, sin, cos, …"
    if decisive.why.cause in _FAILED:
        return "mend that check, or leave checks= out"
    return "a narrower domain, or two lemmas for two parts of it; a lemma on the derivative; exact factors"
