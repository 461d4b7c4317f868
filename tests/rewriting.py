"""Random terms in x and y, and rewritings of them: harmless ones are identities, plausible ones may be none."""

from fractions import Fraction

from verify.language.functions import call, cos, e, exp, floor, gamma, half, heaviside, log, pi, sin, sqrt, tan
from verify.language.term import apply, eq, number, one, postorder, substitute, symbol, zero

x, y = symbol("x"), symbol("y")
absolute, sign, largest, least, mod, ceiling, cosh, sinh, tanh, asin, acos, atan, atan2 = map(
    call, "abs sign max min mod ceiling cosh sinh tanh asin acos atan atan2".split()
)
asinh, acosh, atanh, factorial, loggamma = map(call, "asinh acosh atanh factorial loggamma".split())


def parts_of(t, head):
    return t.args if t.head == head else (t,)


HARMLESS = {
    "add": [lambda a, b: b + a, lambda a, b: (a - b) + 2 * b],
    "mul": [
        lambda a, b: b * a,
        lambda a, b: apply("add", *(part * b for part in parts_of(a, "add"))),
        lambda a, b: (a + 1) * b - b,
    ],
    "pow": [lambda a, c: a * a ** (c - 1), lambda a, c: (2 * a) ** c / number(2) ** c],
    "sin": [
        lambda a: sin(a + y) * cos(y) - cos(a + y) * sin(y),
        lambda a: 2 * sin(a / 2) * cos(a / 2),
        lambda a: cos(pi / 2 - a),
        lambda a: -sin(-a),
        lambda a: tan(a / 2) * (1 + cos(a)),
    ],
    "cos": [
        lambda a: cos(a - x) * cos(x) - sin(a - x) * sin(x),
        lambda a: 1 - 2 * sin(a / 2) ** 2,
        lambda a: sin(a + pi / 2),
        lambda a: 4 * cos(a / 3) ** 3 - 3 * cos(a / 3),
    ],
    "exp": [
        lambda a: exp(a + x) / exp(x),
        lambda a: cosh(a) + sinh(a),
        lambda a: exp(a / 2) ** 2,
        lambda a: e**a,
    ],
}
PLAUSIBLE = {
    "add": [lambda a, b: largest(a, b) + least(a, b), lambda a, b: (a**2 - b**2) / (a - b)],
    "mul": [
        lambda a, b: sqrt(a**2 * b**2),
        lambda a, b: sqrt(a) * sqrt(a) * b,
        lambda a, b: a / (1 / b),
        lambda a, b: exp(log(a) + log(b)),
    ],
    "pow": [
        lambda a, c: a ** (c - 1) * a,
        lambda a, c: a ** (c + 1) / a,
        lambda a, c: exp(c * log(a)),
        lambda a, c: absolute(a) ** c,
        lambda a, c: apply("mul", *(part**c for part in parts_of(a, "mul"))),
        lambda a, c: (a**2) ** (c / 2),
    ],
    "abs": [
        lambda a: a,
        lambda a: sqrt(a**2),
        lambda a: largest(a, -a),
        lambda a: sign(a) * a,
        lambda a: apply("piecewise", a, a >= 0, -a, a < 0),
    ],
    "sign": [
        lambda a: sign(a) ** 3,
        lambda a: a / absolute(a),
        lambda a: 2 * heaviside(a, half) - 1,
        lambda a: 2 * heaviside(a, one) - 1,
    ],
    "max": [lambda a, b: a, lambda a, b: largest(b, a), lambda a, b: apply("piecewise", a, a > b, b, one > 0)],
    "min": [lambda a, b: b, lambda a, b: (a + b - absolute(a - b)) / 2],
    "heaviside": [
        lambda a, b: 1 - heaviside(-a, 1 - b),
        lambda a, b: heaviside(a, half),
        lambda a, b: apply("piecewise", one, a > 0, b, eq(a, 0), zero, one > 0),
    ],
    "floor": [lambda a: a, lambda a: floor(a + 1) - 1, lambda a: ceiling(a) - 1, lambda a: a - mod(a, one)],
    "mod": [lambda a, b: mod(a + b, b), lambda a, b: a - b * floor(a / b), lambda a, b: a],
    "log": [
        lambda a: apply("add", *(log(part) for part in parts_of(a, "mul"))),
        lambda a: log(a**2) / 2,
        lambda a: log(absolute(a)),
        lambda a: -log(1 / a),
    ],
    "exp": [lambda a: sqrt(exp(2 * a)), lambda a: 1 / exp(-a), lambda a: apply("mul", *map(exp, parts_of(a, "add")))],
    "sin": [lambda a: sqrt(1 - cos(a) ** 2), lambda a: sin(a + 2 * pi), lambda a: tan(a) * cos(a)],
    "cos": [lambda a: sqrt(1 - sin(a) ** 2), lambda a: -cos(a + pi), lambda a: sin(a) / tan(a)],
    "tan": [lambda a: sin(a) / cos(a), lambda a: tan(a + pi), lambda a: sin(2 * a) / (1 + cos(2 * a))],
    "asin": [lambda a: pi / 2 - acos(a), lambda a: atan(a / sqrt(1 - a**2))],
    "acos": [lambda a: pi - acos(-a), lambda a: asin(sqrt(1 - a**2))],
    "atan": [lambda a: -atan(-a), lambda a: pi / 2 - atan(1 / a), lambda a: atan2(a, one)],
    "atan2": [lambda a, b: atan(a / b), lambda a, b: -atan2(-a, b)],
    "sinh": [lambda a: (exp(a) - exp(-a)) / 2, lambda a: sqrt(cosh(a) ** 2 - 1)],
    "cosh": [lambda a: sqrt(sinh(a) ** 2 + 1)],
    "tanh": [lambda a: sinh(a) / cosh(a)],
    "asinh": [lambda a: log(a + sqrt(a**2 + 1))],
    "acosh": [lambda a: asinh(sqrt(a**2 - 1)), lambda a: log(a + sqrt(a**2 - 1))],
    "atanh": [lambda a: log((1 + a) / (1 - a)) / 2, lambda a: asinh(a / sqrt(1 - a**2))],
    "gamma": [lambda a: (a - 1) * gamma(a - 1), lambda a: gamma(a + 1) / a, lambda a: exp(loggamma(a))],
    "factorial": [lambda a: gamma(a + 1), lambda a: a * factorial(a - 1)],
    "piecewise": [lambda *args: args[0], lambda *args: apply("piecewise", *args[2:4], *args[:2], *args[4:])],
}
EXPONENTS = [number(Fraction(p, r)) for p, r in ((2, 1), (3, 1), (-1, 1), (0, 1), (1, 2), (1, 2), (1, 3), (-3, 2))]


def some_term(random, depth, rules):
    """Return a random term of heads that the rules rewrite; powers of harmless ones are small and whole."""
    if not depth or random.random() < 0.15:
        return random.choice([x, x, y, number(random.randint(-2, 2)), number(Fraction(1, 2)), pi])
    head = random.choice(["add", "mul", *rules])
    if head == "piecewise":
        first, second = (some_statement(random, rules) for _ in range(2))
        values = [some_term(random, depth - 1, rules) for _ in range(3)]
        return apply(head, values[0], first, values[1], second, values[2], one > 0)
    args = [some_term(random, depth - 1, rules)]
    if head == "pow":
        args.append(number(random.randint(1, 3)) if rules is HARMLESS else random.choice(EXPONENTS))
    elif head in ("add", "mul", "max", "min", "mod", "atan2", "heaviside"):
        args.append(some_term(random, depth - 1, rules))
    return apply(head, *args)


def some_statement(random, rules):
    left, right = some_term(random, 1, rules), some_term(random, 0, rules)
    return apply(random.choice(("lt", "le", "gt", "ge", "eq", "ne")), left, right)


def rewritten(random, term, rules, times):
    """Return a term in which some parts were rewritten."""
    for _ in range(times):
        parts = [part for part in postorder(term) if part.head in rules]
        if parts:
            part = random.choice(parts)
            if part.head not in ("add", "mul") or len(part.args) == 2:
                term = substitute(term, {part: random.choice(rules[part.head])(*part.args)})
    return term
