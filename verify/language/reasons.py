"""Why a check said no more than it said: a cause, and what it is about.  The words for it are the report's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from verify.language.rendering import rendered

__all__ = ["NOTHING", "Cause", "Reason", "because"]


class Cause(Enum):
    """Every reason there is; `verify.report.words` has a sentence for each."""

    NOTHING = auto()
    STATED = auto()  # in the words of a lemma's author, or of whoever wrote the check
    FAILED = auto()  # an exception in a check, which says nothing of the statement
    BAD_ANSWER = auto()
    RAISED = auto()
    REFUSED = auto()
    ENDED = auto()
    NO_CHECK = auto()

    # what was not read
    UNREAD = auto()
    NOT_A_FUNCTION = auto()  # of the language of statements
    NOT_WRITTEN = auto()
    SPACES = auto()
    STEP = auto()

    # what may be undefined
    ZERO_DENOMINATOR = auto()
    NEGATIVE_ROOT = auto()
    NONPOSITIVE_LOGARITHM = auto()
    OUTSIDE_UNIT = auto()
    POLE = auto()
    ORIGIN = auto()
    ZERO_SIDE = auto()
    NO_NUMBER = auto()
    MAY_BE_UNDEFINED = auto()
    UNDEFINED_AT = auto()
    NOT_SHOWN_DEFINED = auto()
    CONDITION_UNDEFINED = auto()
    HOLE = auto()  # one of these, with what to do about it

    # means that may not exist
    NO_MEAN = auto()
    GROWS = auto()
    GROWS_LIKE = auto()
    UNBOUNDED = auto()
    DECAY = auto()
    LARGE = auto()
    MANY_TERMS = auto()
    ENDLESS = auto()
    UNCOVERED = auto()
    UNKNOWN_MEAN = auto()
    SAME_VECTOR = auto()
    CONSTANT = auto()

    # what a search or algebra did not decide
    UNDECIDED = auto()
    LOOKS_SPENT = auto()
    NO_PROOF = auto()
    TOO_SMALL = auto()
    WORST = auto()
    INNER_PRODUCTS = auto()
    FALSE_AT_POINT = auto()
    WRONG = auto()
    RULE = auto()
    NO_CLOSED_FORM = auto()
    CLOSED_FORM_RULE = auto()

    # counterexamples, and none found
    WITNESS = auto()
    WITNESS_OF_MEANS = auto()
    ONLY_BY_SYMPY = auto()
    NONE_AMONG = auto()
    NONE_AMONG_CORNERS = auto()
    NONE_AMONG_SPECIAL = auto()
    NO_PLACE = auto()
    MEAN_AT_POINT = auto()

    # numerical integration and sampling
    NOT_AN_EQUATION = auto()
    NOT_A_MEAN = auto()
    NESTED = auto()
    DIVERGES = auto()
    NO_CONVERGENCE = auto()
    SIDES_DIFFER = auto()
    SAMPLES_DIFFER = auto()
    FEW_SAMPLES = auto()
    NO_POINT = auto()

    # domains, and theorems that are used
    EMPTY = auto()
    NO_POINT_FOUND = auto()
    QUOTED = auto()
    QUOTED_FALSE = auto()
    RESTS_ON_FALSE = auto()
    CONTRADICTED = auto()


@dataclass(frozen=True)
class Reason:
    """A cause and what it is about; `str` gives its words."""

    cause: Cause
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return rendered("words", self)

    def __bool__(self) -> bool:
        return self.cause is not Cause.NOTHING

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Its cause, and those of the reasons that it speaks of."""
        inner = [cause for x in self.data.values() if isinstance(x, Reason) for cause in x.causes]
        return self.cause, *inner

    def __hash__(self) -> int:
        return hash((self.cause, tuple(sorted(map(str, self.data.items())))))

    def __reduce__(self) -> Any:
        """Send what is no reason or number in writing: expressions of another process are not its own."""
        kept = {name: x if isinstance(x, (Reason, int, float)) else str(x) for name, x in self.data.items()}
        return Reason, (self.cause, kept)


def because(cause: Cause, **data: Any) -> Reason:
    """Return a reason.

    >>> because(Cause.ZERO_DENOMINATOR, part="x").data["part"]
    'x'
    """
    return Reason(cause, data)


NOTHING = because(Cause.NOTHING)
