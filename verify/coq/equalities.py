"""Tactics for equations: field, the addition theorems, and what squares of functions are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import prod

from verify.coq.texts import Names, Texts
from verify.kernel.polynomials import factors
from verify.kernel.sides import LINE

__all__ = ["Equalities"]

MOST_TURNS = 12


class Equalities:
    def __init__(self, texts: Texts) -> None:
        self.texts, self.program = texts, texts.checker.program

    def same(self, a: int, b: int, names: Names) -> str:
        """Return a tactic for a = b."""
        if a == b:
            return "reflexivity"
        atoms = sorted({i for step in (a, b) for i in self.program.cone(step)})
        pairs = list(combinations(atoms, 2))
        facts = [fact for pair in pairs for kind in (self.merged, self.undone) for fact in kind(*pair, names)]
        facts += [
            fact for kind in (self.root, self.logarithm, self.arc, self.sum) for i in atoms for fact in kind(i, names)
        ]
        squares = dict.fromkeys(fact for i in atoms for fact in self.square(i, names))
        named = [(f"square_{k}", *fact) for k, fact in enumerate(squares)]
        facts += [f"{kind} {name} {text}" for name, kind, text in named]
        hypotheses = " ".join(name for name, *_ in named)
        closing = f"first [ ring [{hypotheses}] | field [{hypotheses}]; nonzero ]" if named else "fielded"
        facts += [fact for i in atoms for fact in self.plain(i, closing, names)]
        steps = "".join(f"try {fact}; " for fact in dict.fromkeys(facts))
        return f"same ltac:(idtac; {steps}idtac) ltac:({closing})"

    def undone(self, i: int, j: int, names: Names) -> Iterator[str]:
        """Yield what writes log a as log (exp b) where a = exp b."""
        for log, exp in ((i, j), (j, i)):
            if self.program.steps[log].head == "log" and self.program.steps[exp].head == "exp":
                (a,) = self.program.steps[log].arguments
                if a != exp and self.equal(a, exp):
                    old, new = self.texts.term(a, names), self.texts.term(exp, names)
                    yield f"replace {old} with {new} by (symmetry; fielded)"

    def merged(self, i: int, j: int, names: Names) -> Iterator[str]:
        """Yield what writes f(u) as f(v) where u = v, or u = -v and f is even."""
        one, other = self.program.steps[i], self.program.steps[j]
        if one.head != other.head or one.number != other.number or len(one.arguments) != 1 or one.head == "symbol":
            return
        if one.head == "pow" and one.number.denominator == 1:
            return
        (u,), (v,) = one.arguments, other.arguments
        negated = one.head == "abs" and self.equal(u, self.texts.terms.times(self.texts.terms.number(-1), v))
        if self.equal(u, v) or negated:
            texts = [self.texts.term(k, names) for k in (i, j, u, v)]
            yield f"replace {texts[1]} with {texts[0]} by {'same_modulus' if negated else 'same_argument'}"

    def plain(self, i: int, closing: str, names: Names) -> Iterator[str]:
        """Yield what writes u as a number in f(u), where it is one."""
        head, arguments, number = self.program.steps[i]
        if len(arguments) != 1 or head == "pow" and number.denominator == 1:
            return
        (u,) = arguments
        box = dict.fromkeys(self.program.spoken[u], LINE)
        for q in (0, 1) if self.program.steps[u].head != "rational" else ():
            if self.texts.checker.leaves.vanishes(box, self.texts.terms.minus(u, self.texts.terms.number(q))):
                yield f"replace {self.texts.term(u, names)} with {q} by (symmetry; first [ fielded | {closing} ])"

    def equal(self, u: int, v: int) -> bool:
        leaves = self.texts.checker.leaves
        box = dict.fromkeys(self.program.spoken[u] | self.program.spoken[v], LINE)
        return leaves.vanishes(box, self.texts.terms.minus(u, v))

    def arc(self, i: int, names: Names) -> Iterator[str]:
        head, arguments, _ = self.program.steps[i]
        if head in ("acos", "asin", "atan"):
            yield f"arc_{head} {self.texts.term(arguments[0], names)}"

    def square(self, i: int, names: Names) -> Iterator[tuple[str, str]]:
        """Yield what is known of squares of functions: a tactic that names it, and the argument."""
        head, arguments, number = self.program.steps[i]
        if head in ("sin", "cos", "tan"):
            parts = [(c, step) for c, step in self.parts(arguments[0]) if self.program.steps[step].head != "pi"]
            yield from (("circle", self.part(abs(c), step, names)) for c, step in parts)
            if len(parts) < len(self.parts(arguments[0])):
                yield from (("square_of_root", "2"), ("square_of_root", "3"))
        elif head == "pow" and number.denominator == 2:
            yield "square_of_root", self.texts.term(arguments[0], names)
        elif head == "abs":
            yield "square_of_modulus", self.texts.term(arguments[0], names)
        elif head in ("acos", "asin", "atan"):
            sign = "" if head == "atan" else "-1 * "
            yield "square_of_root", f"(1 + {sign}{self.texts.term(arguments[0], names)} ^ 2)"

    def root(self, i: int, names: Names) -> Iterator[str]:
        """Yield what writes the root of a number as a √n, n without a square."""
        head, arguments, number = self.program.steps[i]
        if head == "pow" and number.denominator == 2 and (q := self.number(arguments[0])) is not None and q > 0:
            counts = Counter(factors(q.numerator * q.denominator))  # √(p/q) = √(p q)/q
            a = Fraction(prod(p ** (k // 2) for p, k in counts.items()), q.denominator)
            n = prod(p for p, k in counts.items() if k % 2)
            total = self.texts.number(a) if n == 1 else f"({self.texts.number(a)} * sqrt {n})"
            if q != n:
                yield f"number_under_root {self.texts.term(arguments[0], names)} {n} {total}"

    def number(self, step: int) -> Fraction | None:
        """Return the value of a term without symbols, where it is rational."""
        exact = self.texts.checker.exact
        if self.program.spoken[step] or (value := exact.number(self.program, step)) is None:
            return None
        return exact.ratio(value)

    def logarithm(self, i: int, names: Names) -> Iterator[str]:
        """Yield what writes the logarithm of a number in those of small primes, as the kernel does."""
        head, arguments, _ = self.program.steps[i]
        if head != "log" or (q := self.number(arguments[0])) is None or q <= 0:
            return
        parts = [f"{sign}ln {n}" for k, sign in ((q.numerator, ""), (q.denominator, "- ")) for n in factors(k)]
        if len(parts) > 1 or q.denominator > 1:
            yield f"number_in_log {self.texts.term(arguments[0], names)} ({' + '.join(parts)})"

    def sum(self, i: int, names: Names) -> Iterator[str]:
        """Yield what writes an argument as a sum of parts with the coefficients 1 and −1."""
        head, arguments, _ = self.program.steps[i]
        if head in ("sin", "cos", "tan", "exp"):
            parts = self.parts(arguments[0])
            if 0 < len(parts) <= MOST_TURNS:
                total = " + ".join(self.part(c, step, names) for c, step in parts)
                if total != (text := self.texts.term(arguments[0], names)):
                    yield f"sum_in_{'exponent' if head == 'exp' else 'circle'} {text} ({total})"

    def part(self, c: Fraction, step: int, names: Names) -> str:
        if self.program.steps[step].head == "pi" and c.numerator == 1:
            return f"(PI / {c.denominator})" if c.denominator > 1 else "PI"
        text = self.texts.term(step, names)
        return text if c == 1 else f"(Ropp {text})" if c == -1 else f"({self.texts.number(c)} * {text})"

    def parts(self, step: int, c: Fraction = Fraction(1)) -> list[tuple[Fraction, int]]:
        """Return x, x, −y for 2x − y, and right angles and rests of them for multiples of π."""
        head, arguments, number = self.program.steps[step]
        if head == "add":
            return [part for k in arguments for part in self.parts(k, c)]
        if head == "mul":
            for factor, rest in (arguments, arguments[::-1]):
                if self.program.steps[factor].head == "rational":
                    return self.parts(rest, c * self.program.steps[factor].number)
        if head == "rational":
            c, step = c * number, self.program.step("rational", number=Fraction(1))
        if head == "pi":
            right, left = divmod(c % 2, Fraction(1, 2))
            return [(Fraction(1, 2), step)] * int(right) + ([(left, step)] if left else [])
        whole = c.denominator == 1 and abs(c) <= MOST_TURNS
        return [(Fraction(1 if c > 0 else -1), step)] * abs(c.numerator) if whole else [(c, step)]
