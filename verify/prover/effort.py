"""How much the prover tries before it gives up: every budget, depth and limit of it, in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EFFORT", "Effort"]


@dataclass(frozen=True)
class Effort:
    """The limits of one proof; what is not found within them is not shown, and nothing is said against it."""

    # one search by branch and bound
    looks: int = 4_000  # at boxes
    derivatives: int = 3  # a slope whose sign is not plain is looked at like the expression itself, so many times over
    derivatives_every: int = 6  # halvings between two boxes at which slopes are looked at in that way
    zeros_every: int = 12  # halvings before zeros inside a box are looked for, and again after so many more
    candidates: int = 8  # for each symbol of a point where a claim may touch zero
    longest_number: int = 10**6  # numerator and denominator of rationals that are tried as zeros
    narrow: float = 2.0**-160  # relative width at which a box is given up
    most_digits: int = 240  # of a look
    far: int = 2**64  # where an expression is looked at for its limit at infinity
    vanishing: int = 12  # highest order of a zero at a face
    coefficients: int = 8  # of a Taylor series, beyond the order of vanishing
    longest_power: int = 1_000  # exponent of a number that is written out
    longest_series: int = 80  # operations of an expression whose exact coefficients are looked at
    square_symbols: int = 3  # of a polynomial whose squares are completed
    boxes: int = 4_096  # that a union of ranges may be

    # searches for a witness
    first_looks: int = 250  # at boxes, and at no derivatives: after the first round of proof, or after the quick ones
    short: int = 40  # operations of a statement that is looked at after the first
    looks_between: int = 1_000  # before the longest rounds of proof, after which all looks are taken
    equation_looks: int = 100  # for a witness against an equation, which no box shows

    # proofs for the kernel, in rounds: boxes; of each goal on the way, how many goals (0: no reductions), the cost of a
    # chain of reductions, and work in Taylor coefficients; those with as many boxes for each goal go on
    kernel_rounds: tuple[tuple[int, int, int, int, int], ...] = (
        (60, 30, 0, 0, 10**6),
        (0, 30, 100, 39, 125_000),
        (200, 30, 100, 39, 10**6),
        (500, 300, 60, 15, 250_000),
        (3_000, 30, 400, 39, 3 * 10**6),
    )
    quick_rounds: int = 2  # before points are tried, and what is long is looked at for a witness
    identity: int = 10**6  # work that an identity may take
    attempt: int = 60  # work that an attempt at a goal counts for besides, for each operation of its claim

    # reductions, one after the other
    step: int = 10  # what a reduction costs of a chain; one that makes the statement simpler costs 1
    chain: int = 39  # what a chain may cost: three reductions, and some that make the statement simpler
    longest_rational: int = 160  # operations of a rational statement that is tried
    multiplier_looks: int = 300  # for the place where a multiplier is read off
    multiplier_points: int = 64
    squared_terms: int = 12  # of a sum whose sides are squared

    # signs
    signs: int = 12  # rules one upon the other
    signs_reduced: int = 6  # the same for the many statements of reductions
    signs_defined: int = 6  # the same for conditions of definedness
    derivative_growth: int = 4  # operations; a derivative longer than its function by more decides nothing
    sample_points: int = 12  # at which it is seen at once what does not hold
    sign_digits: tuple[int, ...] = (15, 50, 400)  # of a constant whose sign is asked for

    # algebra by SymPy
    factored_operations: int = 400  # of an expression that is factored
    factored_degree: int = 24
    factored_number: int = 2**400
    wave_terms: int = 60  # of a polynomial in sines and cosines, its degree, its angles and their multiples
    wave_degree: int = 12
    wave_angles: int = 6
    wave_multiple: int = 4

    # means
    mean_products: int = 64  # in a sum that bounds an integrand, beyond which powers that do no harm are left out
    mean_forms: int = 4  # linearly independent ones, beyond which their determinant would take long

    # conditions, and witnesses
    condition_looks: int = 1_000  # for each question about a side condition
    condition_points: int = 400  # of the ranges at which a condition is asked whether it holds
    witness_points: int = 400  # random ones, besides corners and simple numbers
    rejected: int = 5  # simple points outside of the domain, for each one looked at
    undecided_points: int = 12  # that are looked at again with all digits


EFFORT = Effort()
