"""From answers to a place: what is missing is refused by its name, whatever the page let through."""

from dataclasses import replace
from datetime import date

import pytest

from apps.enrolments import operations, reading
from apps.enrolments.errors import DatesOutside, GroupDoesNotFit, NotEligible, UnitMissing
from apps.enrolments.situation import Line, lines_of
from apps.messaging.models import Message
from core.blocks import Block
from tests.factories import AgentFactory

from .filings import JUNE, NEXT_YEAR, family, situation
from .makers import AT, group, parent_of, wish

pytestmark = pytest.mark.usefixtures("in_villefranque")


@pytest.fixture
def home():
    return family()


@pytest.fixture
def line(home) -> Line:
    (leo,) = home.children
    found = situation(home)
    (line,) = lines_of(found, {"children": [str(leo.pk)], f"child-{leo.pk}-activities": [NEXT_YEAR]})
    return line


def asked(line: Line, **answers: str) -> dict[str, str]:
    return {f"{line.name}-{name}": value for name, value in {"units": "menu-classique", **answers}.items()}


def test_a_place_is_read_with_what_is_the_only_choice(home, line):
    found = reading.wish(home.household, line, asked(line))
    assert (found.group.slug, found.site.slug) == ("ce2", "ecole-publique")
    assert [unit.slug for unit in found.units] == ["menu-classique"]
    assert (found.starts_on, found.ends_on) == (date(2026, 9, 2), date(2027, 7, 4))


def test_a_meal_is_chosen(home, line):
    with pytest.raises(UnitMissing, match="Léo"):
        reading.wish(home.household, line, asked(line, units=""))


def test_one_of_several_groups_is_chosen(home, line):
    groups = tuple(line.offer.activity.groups.order_by("pk"))
    several = replace(line, offer=replace(line.offer, groups=groups))
    with pytest.raises(GroupDoesNotFit, match="Léo"):
        reading.wish(home.household, several, asked(line))
    assert reading.wish(home.household, several, asked(line, group=groups[1].slug)).group == groups[1]


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2026-09-02", "2027-07-04", True),
        ("2026-09-01", "2027-07-04", False),
        ("2026-09-02", "2027-07-05", False),
        ("2026-10-01", "2026-10-01", True),
        ("2026-10-02", "2026-10-01", False),
        ("hier", "", True),
    ],
)
def test_the_days_are_those_of_the_period(home, line, start, end, fits):
    answers = asked(line, start=start, end=end)
    if fits:
        reading.wish(home.household, line, answers)
        return
    with pytest.raises(DatesOutside, match="02/09/2026"):
        reading.wish(home.household, line, answers)


def test_what_became_impossible_is_refused_with_every_reason(home, line):
    found = situation(home)
    reading.check_eligible(found, [line])
    blocks = (Block(code="a", sentence="Trop jeune."), Block(code="b", sentence="Hors commune."))
    with pytest.raises(NotEligible, match=r"Trop jeune\. Hors commune\."):
        reading.check_eligible(found, [replace(line, offer=replace(line.offer, blocks=blocks))])


def test_a_group_without_a_limit_takes_everybody():
    study = group(None)
    for _ in range(3):
        operations.enrol(wish=wish(group=study), blocks=(), by=AgentFactory(), at=AT)


def test_an_adult_without_an_address_is_not_written_to():
    one = wish()
    parent = parent_of(one.household)
    parent.email = ""
    parent.save(update_fields=["email"])
    made = operations.enrol(wish=one, blocks=(), by=AgentFactory(), at=AT)
    operations.cancel(enrolment=made, reason="", by=AgentFactory(), at=JUNE)
    assert not Message.objects.exists()
