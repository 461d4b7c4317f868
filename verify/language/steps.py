"""What SymPy was asked to compute while a statement was written: each call as a claim that can be shown, or a name.

An algebraic call claims that its result equals its argument, `subs` that it equals the argument with values put in,
`diff` that it is the derivative and that there is one.  What only SymPy vouches for is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sympy
from sympy import Basic

from verify.language.antiderivatives import shown_by
from verify.language.choices import JOINED, RELATIONS
from verify.language.expectation import E
from verify.language.from_sympy import term_of
from verify.language.sympy_heads import NotReadable
from verify.language.sympys_failures import sympy_may_fail
from verify.language.term import Term, apply, eq, substitute

__all__ = [
    "BINDERS", "COMPUTES", "VALUES", "Step", "is_between", "is_kept", "step_of", "uses", "value_of", "writes",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One call: its name, and the claim that its result is right; without a claim only SymPy vouches for it."""

    call: str
    claim: Term | None
    reason: str = ""
    ranges: tuple[tuple[Basic, Any], ...] = ()  # of symbols that only the claim speaks of
    value: Term | None = None  # of an integral, a sum or a product
    binders: tuple[Basic, ...] = ()  # integrals, sums and products for which the claim takes SymPy's values


_ALGEBRA = (
    "expand", "simplify", "factor", "cancel", "together", "apart", "trigsimp", "powsimp", "radsimp", "ratsimp",
    "logcombine", "combsimp", "gammasimp", "collect", "rewrite", "expand_log", "expand_trig", "expand_mul",
    "expand_func", "expand_power_base", "expand_power_exp", "expand_multinomial", "expand_complex", "powdenest",
    "sqrtdenest", "doit", "evalf", "n", "N", "nsimplify", "rcollect", "normal", "as_elementary", "signsimp",
    "separatevars",
)  # fmt: skip
_GIVEN = (
    "integrate", "limit", "summation", "product", "series", "solve", "solveset", "nsolve", "roots", "real_roots", "det",
    "inv", "eigenvals", "residue", "dsolve", "minimum", "maximum", "linsolve", "nonlinsolve", "rsolve",
)  # fmt: skip
COMPUTES = {*_ALGEBRA, *_GIVEN, "subs", "xreplace", "diff", "jacobian"}

# names that only write: operators, constructors, the parts of an expression
_WRITES = {
    "sqrt", "cbrt", "root", "real_root", "sympify", "_sympify", "symbols", "args", "free_symbols", "lhs", "rhs", "gts",
    "lts", "func", "name", "base", "exp", "T", "shape", "rows", "cols", "tolist", "flat", "row", "col", "atoms", "has",
    "open", "Ropen", "Lopen", "as_base_exp", "zeros", "ones", "eye", "diag", "transpose", "dot", "var", "is_Matrix",
    "getit", "applyfunc", "numerator", "denominator", "p", "q", "is_square", "as_relational", "union", "canonical",
    "prod", "fromiter",
}  # fmt: skip
_ASKING = {"__bool__", "__float__", "__int__", "__round__", "__trunc__", "__complex__", "__index__", "__contains__"}


def writes(name: str, args: tuple[Any, ...] = ()) -> bool:
    """Return whether a call of SymPy only writes an expression down, or looks at what stands there."""
    last = name.rpartition(".")[2]
    if last == "getit":  # x.is_positive of a symbol says what its range says; of an expression SymPy guesses
        return isinstance(args[0], (sympy.Symbol, sympy.Rational))
    if last == "xreplace":  # without evaluation it only writes the values of symbols in
        return len(args) == 2 and isinstance(args[1], Mapping) and all(isinstance(x, sympy.Symbol) for x in args[1])
    return last in _WRITES or (last.startswith("__") and last not in _ASKING)


def step_of(name: str, args: tuple[Any, ...], named: Mapping[str, Any], result: Any) -> Step:
    """Return what one call claims."""
    last = name.rpartition(".")[2]
    call = f"{name}({', '.join(map(_short, args))})"
    if last in ("integrate", "summation", "doit") and (found := _found(last, args, result)) is not None:
        return Step(call, found[0], ranges=tuple(found[1].items()))
    if last in _GIVEN:
        return Step(call, None, f"only SymPy vouches for the value of {last}: {call} = {_short(result)}")
    binders = tuple(node for x in (*args, result) for node in _binders(x)) if last != "doit" else ()
    with sympy_may_fail() as failure:
        *plain, found = (_valued(x, binders) for x in (*args, result))
        return Step(call, _CLAIMS.get(last, _same)(tuple(plain), named, found), binders=binders)
    return Step(call, None, f"what {call} gave cannot be checked: {failure.error}")


def _found(last: str, args: tuple[Any, ...], result: Any) -> tuple[Term, Mapping[Basic, Any]] | None:
    """Return what shows the value of an integral, a sum or a product, None where that is not known."""
    whole = args[0]
    if isinstance(whole, BINDERS):
        kind, f, limits = type(whole), whole.args[0], whole.args[1:]
    elif last == "doit":
        return None
    else:
        kind, f, limits = sympy.Sum if last == "summation" else sympy.Integral, whole, args[1:]
    limits = [sympy.Tuple(*(x if isinstance(x, (tuple, list, sympy.Tuple)) else (x,))) for x in limits]
    if limits and all(len(limit) == 3 or kind is sympy.Integral and len(limit) == 1 for limit in limits):
        with sympy_may_fail():
            return shown_by(kind, sympy.sympify(f), limits, sympy.sympify(result), _value)
    return None


BINDERS = (sympy.Integral, sympy.Sum, sympy.Product)
VALUES = {"integrate", "summation", "product", *(f"{kind.__name__}.doit" for kind in BINDERS)}


def is_between(binder: Any) -> bool:
    """Return whether an integral, a sum or a product has two finite bounds for each symbol that it binds."""
    return not binder.has(sympy.oo, E) and all(len(limit) == 3 for limit in binder.limits)


def is_kept(value: Any, args: tuple[Any, ...]) -> bool:
    """Return whether a call that computes gave what is written: its argument, or an integral, a sum, a product."""
    return isinstance(value, BINDERS) and is_between(value) or bool(args) and value is args[0]


def _binders(x: Any) -> list[Basic]:
    """Return the outermost integrals, sums and products in what a call was given."""
    if isinstance(x, BINDERS) and is_between(x):
        return [x]
    return [node for part in getattr(x, "args", ()) for node in _binders(part)] if isinstance(x, Basic) else []


def _valued(x: Any, binders: tuple[Basic, ...]) -> Any:
    if not binders or not isinstance(x, Basic):
        return x
    with sympy.evaluate(False):
        return x.xreplace({node: _value(node) for node in binders})


@lru_cache(maxsize=256)
def _value(binder: Any) -> Any:
    with sympy.evaluate(True):
        return binder.doit()


def value_of(binder: Any) -> Step:
    """Return SymPy's value for an integral, a sum or a product, and what shows it."""
    with sympy_may_fail() as failure:
        found = _value(binder)
        if found.has(*BINDERS):
            return Step(f"doit({_short(binder)})", None, f"SymPy has no value for {_short(binder)}: write it out")
        return replace(step_of("doit", (binder,), {}, found), value=term_of(found))
    return Step(f"doit({_short(binder)})", None, f"SymPy's value for {_short(binder)} cannot be used: {failure.error}")


def uses(name: str, args: tuple[Any, ...], named: Mapping[str, Any]) -> list[Step]:
    """Return what a function of ours takes for granted: that the expressions it was given are defined."""
    parts = [x for arg in (*args, *named.values()) for x in (arg if isinstance(arg, (tuple, list)) else [arg])]
    found = []
    for part in parts:
        if isinstance(part, sympy.Expr) and part.args and part.free_symbols:
            try:
                found.append(Step(f"{name}({_short(part)})", eq(term_of(part), term_of(part))))
            except NotReadable:
                continue  # a sum of unknown length, say: the checks of derivations look at these
    return found


def _short(x: Any) -> str:
    text = " ".join(str(x).split())
    return text if len(text) < 60 else f"{text[:56]} …"


def _same(args: tuple[Any, ...], named: Mapping[str, Any], result: Any) -> Term:
    return _equal(_term(args[0]), _term(result))


def _equal(left: Any, right: Any) -> Term:
    return apply("equivalent", left, right) if left.head in {*RELATIONS, *JOINED} else eq(left, right)


def _put_in(args: tuple[Any, ...], named: Mapping[str, Any], result: Any) -> Term:
    old = [arg for arg in args[1:] if arg is not None]
    given: Any = [old] if len(old) == 2 else old[0]
    pairs = given.items() if isinstance(given, (Mapping, sympy.Dict)) else given
    found = _term(args[0])
    values = {_term(x): _term(y) for x, y in pairs}
    if any(x.head not in ("symbol", "gaussian") for x in values):
        raise NotReadable("something else than symbols is replaced in it; write down what stands there afterwards")
    # one after the other, as `subs` does, is the same as at once unless a value speaks of a symbol replaced later
    once = substitute(found, values)
    for pair in values.items():
        found = substitute(found, dict([pair]))
    if found is not once:
        raise NotReadable("the values put in speak of symbols that are replaced themselves")
    return _equal(once, _term(result))


def _slope(args: tuple[Any, ...], named: Mapping[str, Any], result: Any) -> Term:
    return eq(_term(sympy.Derivative(*args, evaluate=False)), _term(result))


def _slopes(args: tuple[Any, ...], named: Mapping[str, Any], result: Any) -> Term:
    functions, variables = (list(arg) for arg in args)
    pairs = [(f, x) for f in functions for x in variables]
    return apply("and", *(_slope((f, x), {}, slope) for (f, x), slope in zip(pairs, result, strict=True)))


_CLAIMS: dict[str, Callable[..., Term]] = {"subs": _put_in, "xreplace": _put_in, "diff": _slope, "jacobian": _slopes}


def _term(x: Any) -> Term:
    if isinstance(x, sympy.MatrixBase):
        raise NotReadable("matrices are checked entry by entry only where they are written out")
    found = x if isinstance(x, Basic) else sympy.sympify(x, strict=True)
    return term_of(found)
