from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money

amounts = st.integers(-(10**9), 10**9).map(Money.from_cents)


@pytest.mark.parametrize(
    ("given_amount", "cents"),
    [("3.30", 330), (4, 400), (Decimal("2.005"), 201), (Decimal("2.0049"), 200), ("-2.005", -201), ("0", 0)],
)
def test_an_amount_is_rounded_to_the_cent_half_away_from_zero(given_amount: Decimal | int | str, cents: int) -> None:
    assert Money(given_amount).cents == cents


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError, match="never a float"):
        Money(3.3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="never multiplied by a float"):
        Money("3.30") * 1.5  # type: ignore[operator]


@pytest.mark.parametrize(
    ("price", "factor", "total"),
    [
        ("4.15", 17, "70.55"),
        ("2.01", 18, "36.18"),
        ("2.99", Decimal("1.5"), "4.49"),  # 4.485
        ("3.37", Decimal("1.5"), "5.06"),  # 5.055
        ("3.50", Decimal("0.9"), "3.15"),
        ("3.50", Decimal("0.8"), "2.80"),
        ("0.45", 6, "2.70"),
    ],
)
def test_a_price_times_a_quantity(price: str, factor: Decimal | int, total: str) -> None:
    assert Money(price) * factor == Money(total)
    assert factor * Money(price) == Money(total)


def test_a_month_of_meals() -> None:
    assert Money("3.30") * 14 + Money("3.30") * Decimal("0.5") == Money("47.85")
    assert sum((Money("3.50"), Money("3.15"), Money("2.80")), Money.ZERO) == Money("9.45")


@pytest.mark.parametrize(
    ("amount", "parts", "shares"),
    [
        ("45.55", 2, ["22.78", "22.77"]),
        ("100.00", 3, ["33.34", "33.33", "33.33"]),
        ("-100.00", 3, ["-33.34", "-33.33", "-33.33"]),
        ("0.01", 2, ["0.01", "0.00"]),
        ("5.00", 1, ["5.00"]),
    ],
)
def test_shares(amount: str, parts: int, shares: list[str]) -> None:
    assert Money(amount).split(parts) == tuple(Money(share) for share in shares)


def test_an_amount_is_not_shared_between_nobody() -> None:
    with pytest.raises(ValueError, match="1 part or more"):
        Money(1).split(0)


@given(amounts, st.integers(1, 40))
def test_sharing_loses_no_cent_and_favours_nobody_by_more_than_one(amount: Money, parts: int) -> None:
    shares = amount.split(parts)

    assert sum(shares, Money.ZERO) == amount
    assert max(shares).cents - min(shares).cents <= 1


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert one - other == -(other - one)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("3.3", "3,30\u00a0€"),
        ("0", "0,00\u00a0€"),
        ("1234.5", "1\u202f234,50\u00a0€"),
        ("-1234567.89", "-1\u202f234\u202f567,89\u00a0€"),
    ],
)
def test_an_amount_is_written_as_in_french(amount: str, written: str) -> None:
    assert str(Money(amount)) == written


def test_amounts_are_ordered_and_nothing_is_false() -> None:
    assert sorted([Money("3.30"), Money("-1"), Money("0.99")]) == [Money("-1"), Money("0.99"), Money("3.30")]
    assert not Money.ZERO
    assert Money("0.01")
    assert len({Money("3.3"), Money("3.30")}) == 1
