"""Boxes: parts cover what was cut, middles lie inside, and ranges become the right sides."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import FiniteSet, Interval, Range, Rational, S, Union, oo, pi, sqrt, symbols

from verify.prover.boxes import Box, Side, UnsupportedRange, boxes
from verify.prover.exact_numbers import as_expression, enclosed, exact, is_less, middle, near, simple_numbers

X, Y = symbols("x y", real=True)
NUMBERS = st.one_of(
    st.fractions(-5, 5, max_denominator=32),
    st.sampled_from([pi, -pi, sqrt(2), sympy.E, F(10) ** 300, -(F(10) ** 300), F(1, 10**300), F(0)]),
)
ENDS = st.one_of(NUMBERS, st.sampled_from([oo, -oo]))


def inside(side, x):
    """Return whether a number is a point of a side, by SymPy's order."""
    low, high, x = map(as_expression, (side.low, side.high, x))
    if side.whole and not x.is_integer:
        return False
    above = x > low or (x == low and not side.low_open)
    return bool(above and (x < high or (x == high and not side.high_open)))


@st.composite
def sides(draw):
    low, high = draw(ENDS), draw(ENDS)
    assume(is_less(low, high))
    return Side(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def runs(draw):
    low, length = draw(st.integers(-50, 50)), draw(st.integers(1, 10**6))
    low_end = draw(st.sampled_from((F(low), F(low), -oo)))
    return Side(low_end, draw(st.sampled_from((F(low + length), oo))), whole=True)


@given(st.one_of(sides(), runs()))
def test_the_middle_is_a_point_inside(side):
    m = side.middle()
    assert m is not None and inside(side, m)
    assert side.whole or side.holds(m)


@given(sides(), NUMBERS)
def test_every_point_is_in_a_part(side, point):
    assume(inside(side, point))
    m = side.middle()
    assert [inside(part, point) for part in side.cut(m)].count(True) == (2 if point == m else 1)


@given(runs(), st.integers(-100, 10**6 + 100))
def test_every_integer_is_in_one_part(side, n):
    assume(inside(side, F(n)))
    assert [inside(part, F(n)) for part in side.cut(side.middle())].count(True) == 1


@given(sides(), NUMBERS, NUMBERS)
def test_cutting_a_point_out_loses_nothing(side, mark, point):
    parts = side.cut_out(mark)
    assume(parts)
    assert [inside(part, point) for part in parts].count(True) == int(inside(side, point))
    assert side.at(mark) in parts


@pytest.mark.parametrize("mark", [F(0), F(1), F(-1), F(2), pi])
def test_a_point_that_is_not_of_the_side_is_not_cut_out(mark):
    assert Side(F(0), F(1), low_open=True, high_open=True).cut_out(mark) == ()
    assert Side(F(0), F(9), whole=True).cut_out(mark) == ()


@given(sides())
def test_the_parts_by_an_end_lie_inside_and_reach_it(side):
    for low in (True, False):
        part = side.beside(low)
        assert (part.low, part.low_open) == (side.low, side.low_open) or not low
        assert (part.high, part.high_open) == (side.high, side.high_open) or low
        assert side.low == part.low or is_less(side.low, part.low)
        assert side.high == part.high or is_less(part.high, side.high)


@given(sides(), st.integers(1, 2**70))
def test_the_part_far_out_lies_inside(side, far):
    for down, end in ((True, -oo), (False, oo)):
        if end in (side.low, side.high):
            part = side.beyond(far, down)
            m = part.middle()
            assert inside(side, m) and inside(part, m)
            assert (part.low if down else part.high) == end


@given(st.one_of(sides(), runs()))
def test_extents_shrink(side):
    left, right = side.cut(side.middle())
    # the relative length of a short part may exceed the compact one of the whole, never by more than 1/2
    assert 0 <= left.extent <= max(side.extent, 0.5) and 0 <= right.extent <= max(side.extent, 0.5)
    assert side.extent > 0


def test_extents():
    assert Side(-oo, oo).extent == 2
    assert Side(F(1), F(1)).extent == 0
    assert Side(F(0), oo).extent == 1
    assert Side(F(0), F(1, 10**300)).extent == pytest.approx(0.25)


@given(sides())
def test_a_side_as_a_range_contains_its_middle(side):
    (a, b), m = side.range(30), enclosed(side.middle(), 30)
    assert a <= m and m <= b


def test_text():
    assert str(Side(F(0), pi, low_open=True)) == "(0, pi]"
    assert str(Side(-oo, F(1, 3))) == "(-oo, 1/3]"
    assert str(Side(F(2), oo, whole=True)) == "{2, ..., oo}"
    assert str(Side(F(5), F(5))) == "5"
    assert Box((Side(F(0), F(1)), Side(F(3), F(3)))).text([X, Y]) == "x in [0, 1], y in 3"


def test_boxes_of_ranges():
    found = list(boxes({X: Union(Interval.Ropen(0, 1), FiniteSet(5)), Y: Range(2, oo)}))
    assert {str(box.sides[0]) for box in found} == {"[0, 1)", "5"}
    assert {str(box.sides[1]) for box in found} == {"{2, ..., oo}"}
    assert list(boxes({})) == [Box(())]
    assert {side.sides[0].low for side in boxes({X: Range(0, 10, 3)})} == {0, 3, 6, 9}
    (naturals,) = boxes({X: S.Naturals})
    assert naturals.sides[0] == Side(F(1), oo, whole=True)


@pytest.mark.parametrize("values", [Range(0, oo, 2), Range(0, 10**6, 2), S.Rationals.intersect(Interval(0, 1))])
def test_other_sets_are_refused(values):
    with pytest.raises(UnsupportedRange):
        list(boxes({X: values}))


def test_a_union_of_too_many_boxes_is_refused():
    with pytest.raises(UnsupportedRange, match="4096"):
        list(boxes({X: Range(0, 200, 2), Y: Range(0, 200, 2)}))


@given(NUMBERS, NUMBERS)
def test_middles_and_simple_numbers(low, high):
    assume(is_less(low, high))
    m = middle(low, high)
    assert is_less(low, m) and is_less(m, high)
    if max(abs(near(low)), abs(near(high))) < 10**100:
        assert len(list(simple_numbers(low, high))) <= 6


@pytest.mark.parametrize("number", [pi, sqrt(2), F(7, 3), sympy.E, sympy.exp(-1), sympy.log(2), pi / 6, F(0)])
def test_a_simple_number_is_found_from_a_narrow_interval(number):
    centre = near(number)
    found = simple_numbers(centre - F(1, 10**9), centre + F(2, 10**9))
    assert any(as_expression(x) == as_expression(number) for x in found)


def test_simple_numbers_of_large_ends():
    assert isinstance(list(simple_numbers(F(10) ** 200, F(10) ** 200 + 1)), list)


def test_exact_numbers():
    assert exact(Rational(1, 3)) == F(1, 3) and exact(pi) is pi
    assert is_less(F(314, 100), pi) and not is_less(pi, pi) and not is_less(oo, F(10) ** 400)
