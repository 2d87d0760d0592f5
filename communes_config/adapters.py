"""Values of `core` that have no table of their own in TOML or JSON: how each is written and read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from core.business_hours import Counting, ServiceHours, Slot
from core.calendar import Weekday
from core.money import Money


@dataclass(frozen=True, slots=True)
class Adapter:
    """`parse` raises ValueError, TypeError or ArithmeticError on what `expected` does not describe."""

    expected: str
    parse: Callable[[Any], Any]
    dump: Callable[[Any], Any]


def _parse_counting(value: object) -> Counting | ServiceHours:
    if isinstance(value, list | tuple):
        return ServiceHours(tuple(_parse_slot(text) for text in value))
    return Counting(str(value))


def _parse_slot(text: str) -> Slot:
    day, hours = text.split()
    opens, closes = hours.split("-")
    return Slot(Weekday[day.upper()], time.fromisoformat(opens), time.fromisoformat(closes))


def _dump_counting(value: Counting | ServiceHours) -> str | list[str]:
    if isinstance(value, Counting):
        return value.value
    return [f"{slot.weekday.name.lower()} {slot.opens:%H:%M}-{slot.closes:%H:%M}" for slot in value.slots]


def _parse_time(value: object) -> time:
    parsed = value if isinstance(value, time) else time.fromisoformat(str(value))
    if parsed.second or parsed.microsecond or parsed.tzinfo:
        raise ValueError("an hour has no seconds and no time zone")
    return parsed


def _parse_local(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.second or moment.microsecond or moment.tzinfo:
        raise ValueError("a local instant has no seconds and no time zone")
    return moment


def _parse_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("a number is an integer or a string")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("a number is finite")
    return number


def _parse_money(value: object) -> Money:
    amount = _parse_decimal(value)
    if amount < 0 or amount != round(amount, 2):
        raise ValueError("a price is positive, in whole cents")
    return Money(amount)


ADAPTERS: Mapping[Any, Adapter] = {
    Counting | ServiceHours: Adapter(
        "« full_days », ou des plages [« monday 08:30-12:00 », …] qui ne se recouvrent pas",
        _parse_counting,
        _dump_counting,
    ),
    time: Adapter("une heure « 07:30 »", _parse_time, lambda hour: f"{hour:%H:%M}"),
    datetime: Adapter(
        "un jour et une heure de la commune « 2026-08-21 07:00 »",
        _parse_local,
        lambda moment: f"{moment:%Y-%m-%d %H:%M}",
    ),
    Decimal: Adapter("un nombre, entre guillemets s'il a des décimales", _parse_decimal, str),
    Money: Adapter("un prix en euros entre guillemets, au centime (« 3.30 »)", _parse_money, lambda m: str(m.amount)),
}
