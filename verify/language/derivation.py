"""Derivations: chains of equal expressions, each line computed from the line before by a rule.

A rule carries its own exact check, which looks only at two lines, not at how the second was made.
Each adjacent pair of lines is a lemma, so a derivation is as strong as its weakest step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sympy import Eq, Expr

from verify.language.lemma import Lemma
from verify.language.rendering import Shown
from verify.language.verdict import PROVED, UNKNOWN, Evidence, Status

if TYPE_CHECKING:
    from verify.language.domain import Domain
    from verify.language.lemma import Check
from verify.language.reasons import Cause, because

__all__ = ["Derivation", "Rule"]


@dataclass(frozen=True)
class Rule:
    """A way to rewrite an expression into an equal one.

    ``apply`` computes the next line; ``check`` decides from the two lines alone whether they are
    equal on the domain, returning True only if that is proved; ``uses`` are lemmas it relies on.
    """

    reason: str
    apply: Callable[[Expr], Expr]
    check: Callable[[Expr, Expr, Domain], bool]
    uses: tuple[Lemma, ...] = ()

    def evidence(self, before: Expr, after: Expr, domain: Domain) -> Evidence:
        if self.check(before, after, domain):
            return Evidence(PROVED, "exact", rule=self.reason)
        return Evidence(UNKNOWN, "exact", because(Cause.RULE, rule=self.reason))


@dataclass(frozen=True, eq=False)
class Derivation(Shown):
    """A start and the rules applied to it; lines and lemmas are computed on first use.

    ``left`` is the quantity derived, as LaTeX; ``also`` are checks each step gets besides its
    rule's own; ``uses`` are lemmas the steps rest on.
    """

    name: str
    start: Callable[[], Expr]
    domain: Domain
    left: str = ""
    sentence: str = ""
    source: str = ""
    rules: tuple[Rule, ...] = ()
    also: tuple[Check, ...] = ()
    status: Status = field(default=PROVED)

    def by(self, *rules: Rule) -> Derivation:
        """Return the derivation continued by these rules."""
        return replace(self, rules=self.rules + rules)

    @cached_property
    def lines(self) -> tuple[Expr, ...]:
        """The chain of equal expressions, the start first."""
        lines = [self.start()]
        for rule in self.rules:
            line = rule.apply(lines[-1])
            if line == lines[-1]:
                raise ValueError(f"{self.name}: the rule “{rule.reason}” changes nothing in {line}")
            lines.append(line)
        return tuple(lines)

    @property
    def result(self) -> Expr:
        """The last line."""
        return self.lines[-1]

    @cached_property
    def lemmas(self) -> tuple[Lemma, ...]:
        """One lemma for each pair of adjacent lines."""
        return tuple(self._step(i, rule) for i, rule in enumerate(self.rules, start=1))

    def _step(self, i: int, rule: Rule) -> Lemma:
        def statement(**_: Any) -> Any:
            return Eq(self.lines[i - 1], self.lines[i], evaluate=False)

        def exact(_: Lemma) -> Evidence:
            return rule.evidence(self.lines[i - 1], self.lines[i], self.domain)

        return Lemma(
            name=f"{self.name}.{i}",
            sentence=f"{self.sentence.rstrip('.')}, step {i}: {rule.reason.rstrip('.')}.",
            domain=self.domain,
            function=statement,
            source=self.source,
            uses=rule.uses,
            checks=(exact, *self.also),
            status=self.status,
        )


def chain(parts: Sequence[Derivation]) -> tuple[Lemma, ...]:
    """Return the lemmas of several derivations, in order."""
    return tuple(lemma for part in parts for lemma in part.lemmas)
