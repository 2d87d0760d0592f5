from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from core.pricing import Bracket, BracketFault, BracketProblem, QuotientOutsideBrackets, check_brackets, unit_price

CHAMPCEVINEL = (
    Bracket.whole_numbers(0, 622, Money("1.00")),
    Bracket.whole_numbers(623, 1000, Money("3.30")),
    Bracket.whole_numbers(1001, 1500, Money("3.40")),
    Bracket.whole_numbers(1501, None, Money("3.50")),
)
# "moins de 1100", "1101 à 1500", "1501 à 2000", "plus de 2001": 1100 and 2001 belong to nobody
TALLOIRES = (
    Bracket.whole_numbers(0, 1099, Money("0.99")),
    Bracket.whole_numbers(1101, 1500, Money("3.80")),
    Bracket.whole_numbers(1501, 2000, Money("4.30")),
    Bracket.whole_numbers(2002, None, Money("4.80")),
)


def bracket(lower: int, upper: int | None) -> Bracket:
    return Bracket(Decimal(lower), None if upper is None else Decimal(upper), Money(1))


def problem(fault: BracketFault, lower: int, upper: int | None) -> BracketProblem:
    return BracketProblem(fault, Decimal(lower), None if upper is None else Decimal(upper))


@pytest.mark.parametrize(
    ("quotient", "price"),
    [
        (0, "1.00"),
        (622, "1.00"),
        (Decimal("622.50"), "1.00"),
        (623, "3.30"),
        (1000, "3.30"),
        (1001, "3.40"),
        (1500, "3.40"),
        (1501, "3.50"),
        (10_000, "3.50"),
        (None, "3.50"),
    ],
)
def test_the_price_of_a_meal_in_champcevinel(quotient: int | Decimal | None, price: str) -> None:
    assert unit_price(quotient, CHAMPCEVINEL) == Money(price)
    assert unit_price(quotient, tuple(reversed(CHAMPCEVINEL))) == Money(price)


@pytest.mark.parametrize("quotient", [1100, Decimal("1100.99"), 2001])
def test_a_quotient_in_a_hole_has_no_price(quotient: int | Decimal) -> None:
    with pytest.raises(QuotientOutsideBrackets, match=str(quotient)):
        unit_price(quotient, TALLOIRES)


def test_a_negative_quotient_has_no_price() -> None:
    with pytest.raises(QuotientOutsideBrackets):
        unit_price(-1, CHAMPCEVINEL)


def test_the_grid_of_champcevinel_is_sound() -> None:
    assert check_brackets(CHAMPCEVINEL) == ()


def test_the_holes_of_talloires_are_found() -> None:
    problems = check_brackets(TALLOIRES)

    assert problems == (problem(BracketFault.HOLE, 1100, 1101), problem(BracketFault.HOLE, 2001, 2002))
    assert problems[0].sentence == "les quotients [1100 ; 1101[ n’appartiennent à aucune tranche"


@pytest.mark.parametrize(
    ("brackets", "problems"),
    [
        ([], [problem(BracketFault.HOLE, 0, None)]),
        ([bracket(0, None)], []),
        ([bracket(500, None), bracket(0, 500)], []),
        ([bracket(1, None)], [problem(BracketFault.HOLE, 0, 1)]),
        ([bracket(0, 500)], [problem(BracketFault.HOLE, 500, None)]),
        ([bracket(0, 501), bracket(500, None)], [problem(BracketFault.OVERLAP, 500, 501)]),
        ([bracket(0, None), bracket(500, None)], [problem(BracketFault.OVERLAP, 500, None)]),
        ([bracket(0, None), bracket(500, 600)], [problem(BracketFault.OVERLAP, 500, 600)]),
        ([bracket(0, 900), bracket(100, 200), bracket(900, None)], [problem(BracketFault.OVERLAP, 100, 200)]),
        ([bracket(0, 900), bracket(100, None)], [problem(BracketFault.OVERLAP, 100, 900)]),
        ([bracket(-5, 10), bracket(10, None)], []),
        ([bracket(0, None), bracket(5, 5)], [problem(BracketFault.EMPTY, 5, 5)]),
        ([bracket(0, None), bracket(5, 4)], [problem(BracketFault.EMPTY, 5, 4)]),
    ],
)
def test_overlaps_and_holes(brackets: list[Bracket], problems: list[BracketProblem]) -> None:
    assert list(check_brackets(brackets)) == problems


def test_a_problem_without_limit_says_so() -> None:
    assert (
        problem(BracketFault.OVERLAP, 500, None).sentence
        == "les quotients [500 ; ∞[ appartiennent à plusieurs tranches"
    )
    assert problem(BracketFault.EMPTY, 5, 4).sentence == "la tranche [5 ; 4[ ne contient aucun quotient"


bounds = st.integers(0, 12)
grids = st.lists(st.builds(bracket, bounds, bounds | st.none()), max_size=5)


@given(grids)
def test_a_sound_grid_prices_each_quotient_exactly_once(brackets: list[Bracket]) -> None:
    """Half numbers are tried too; beyond 13 nothing changes any more."""
    once = all(sum(Decimal(step) / 2 in each for each in brackets) == 1 for step in range(30))
    faults = {found.fault for found in check_brackets(brackets)} - {BracketFault.EMPTY}
    assert once is (faults == set())


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_unit_price_never_decreases_when_the_quotient_grows(a: int, b: int) -> None:
    lower, higher = sorted((a, b))
    assert unit_price(lower, CHAMPCEVINEL) <= unit_price(higher, CHAMPCEVINEL)
