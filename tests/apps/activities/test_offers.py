"""What each child may be enrolled in, read from the tables."""

from datetime import date, datetime, timedelta

import pytest

from apps.activities.models import Group
from apps.activities.queries import offer_for, offers_for, schools_for_address, years_to_declare
from apps.families.queries import household_of
from communes_config.schema import Group as GroupRules
from communes_config.schema import PaiPolicy, Public, Unit, Window
from core.eligibility import AgeDay, Audience
from core.schooling import Level, SchoolKind, SchoolYear
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    PeriodFactory,
    SchoolFactory,
    UnitFactory,
    activity_rules,
)
from tests.instants import MONDAY_MORNING as AT
from tests.instants import PARIS

from .makers import canteen, child_of, no_catalogue, parent, pupil, two_schools


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def codes(child, at: datetime = AT) -> list[list[str]]:
    return [[block.code for block in offer.blocks] for offer in offer_for(child, at)]


def test_an_offer_carries_all_that_an_enrolment_needs() -> None:
    activity = canteen(groups=(GroupRules(slug="petits", title="P", max_age=5), GroupRules(slug="grands", title="G")))
    ActivityGroupFactory(activity=activity, slug="petits")
    tall = ActivityGroupFactory(activity=activity, slug="grands")
    unit = UnitFactory(activity=activity)
    child = child_of(parent())

    [offer] = offer_for(child, AT)

    assert (offer.activity, offer.eligible, offer.blocks) == (activity, True, ())
    assert (offer.groups, offer.units) == ((tall,), (unit,))
    assert (offer.starts_on, offer.ends_on) == (date(2026, 3, 16), date(2026, 7, 4))
    assert offer.key == f"{activity.slug}.{offer.period.slug}"


def test_an_archived_group_is_not_offered() -> None:
    activity = canteen(groups=(GroupRules(slug="tous", title="Tous"),))
    ActivityGroupFactory(activity=activity, slug="tous")
    Group.objects.filter(activity=activity).update(archived_at=AT)
    assert offer_for(child_of(parent()), AT)[0].groups == ()


def test_a_period_ends_with_its_last_day() -> None:
    canteen()
    child = child_of(parent())
    last = datetime(2026, 7, 4, 23, 59, tzinfo=PARIS)
    assert [len(offer_for(child, at)) for at in (last, last + timedelta(minutes=1))] == [1, 0]


def test_an_activity_without_period_is_asked_on_request() -> None:
    activity = ActivityFactory(rules=activity_rules())
    [offer] = offer_for(child_of(parent()), AT)
    assert (offer.period, offer.key, offer.ends_on) == (None, activity.slug, None)


def test_the_age_is_counted_where_the_activity_says() -> None:
    canteen(public=Public(min_age=3, max_age=11))
    canteen(public=Public(min_age=3, max_age=11, age_on=AgeDay.END_OF_YEAR))
    child = child_of(parent(), born=date(2023, 6, 1))
    assert codes(child) == [["too_young"], []]


def test_a_missing_school_is_mended_by_the_family_for_the_year_in_question() -> None:
    canteen(public=Public(min_age=3, max_age=11, school=SchoolKind.PUBLIC))
    child = child_of(parent())
    [[block]] = [offer.blocks for offer in offer_for(child, AT)]
    assert (block.code, block.fix, block.fix_arguments) == (
        "school_missing",
        "portal:child-school",
        (str(child.pk), "2025-2026"),
    )


def test_a_missing_birth_date_is_mended_on_the_page_of_the_family() -> None:
    canteen()
    child = child_of(parent(), born=None)
    [[block]] = [offer.blocks for offer in offer_for(child, AT)]
    assert (block.code, block.fix, block.fix_arguments) == ("birth_date_missing", "portal:family", ())


def test_the_next_year_follows_from_the_one_that_runs() -> None:
    nursery, primary = two_schools()
    period = PeriodFactory(
        slug="prochaine", school_year="2026-2027", first_day=date(2026, 9, 1), last_day=date(2027, 7, 2)
    )
    ActivityFactory(
        rules=activity_rules(periods=(period.slug,), public=Public(min_age=3, max_age=11, levels=(Level.CP,)))
    )
    child = child_of(parent())
    pupil(nursery, Level.GS, child=child)

    [offer] = offer_for(child, AT)

    assert offer.eligible
    assert (offer.place.school, offer.place.level, offer.place.expected) == (primary, Level.CP, True)


def test_what_is_written_of_the_next_year_wins_over_what_is_expected() -> None:
    nursery, _ = two_schools()
    period = PeriodFactory(
        slug="prochaine", school_year="2026-2027", first_day=date(2026, 9, 1), last_day=date(2027, 7, 2)
    )
    ActivityFactory(
        rules=activity_rules(periods=(period.slug,), public=Public(min_age=3, max_age=11, levels=(Level.CP,)))
    )
    child = child_of(parent())
    pupil(nursery, Level.GS, child=child)
    pupil(nursery, Level.GS, child=child, year="2026-2027")
    assert codes(child) == [["other_level"]]


def test_a_pupil_of_another_town_has_a_level_and_no_school_of_ours() -> None:
    canteen(public=Public(min_age=3, max_age=11, school=SchoolKind.PUBLIC))
    canteen(public=Public(min_age=3, max_age=11, levels=(Level.CP,)))
    child = child_of(parent())
    pupil(None, Level.CP, child=child, elsewhere="École de Rungis")
    assert codes(child) == [["other_school_kind"], []]


def test_residents_enrol_first_by_the_code_of_their_commune() -> None:
    windows = (
        Window(opens=datetime.fromisoformat("2026-03-16 09:00"), audience=Audience.RESIDENTS),
        Window(opens=datetime.fromisoformat("2026-03-23 09:00")),
    )
    canteen(windows=windows)
    here = child_of(parent("ici", insee="94034"))
    by_name = child_of(parent("par.son.nom", insee="", postal_code="94260", city="FRESNES"))
    away = child_of(parent("ailleurs", insee="94038"))
    unknown = child_of(parent("inconnu", insee="", postal_code="94240", city="L’Haÿ-les-Roses"))
    assert [codes(child) for child in (here, by_name, away, unknown)] == [
        [[]],
        [[]],
        [["not_open_yet"]],
        [["not_open_yet"]],
    ]
    [offer] = offer_for(away, AT)
    assert offer.opens_at == datetime(2026, 3, 23, 9, 0, tzinfo=PARIS)
    assert codes(here, AT - timedelta(seconds=1)) == [["not_open_yet"]]
    assert codes(away, offer.opens_at) == [[]]


def test_a_window_may_concern_one_period_only() -> None:
    first, second = PeriodFactory(slug="noel"), PeriodFactory(slug="hiver")
    window = Window(opens=datetime.fromisoformat("2026-04-01 09:00"), periods=("hiver",))
    ActivityFactory(rules=activity_rules(periods=(first.slug, second.slug), windows=(window,)))
    assert codes(child_of(parent())) == [[], ["not_open_yet"]]


def test_each_household_is_read_apart_when_it_asks() -> None:
    canteen(public=Public(min_age=3, max_age=11, residence=("94034",)))
    mother, father = parent("mere"), parent("pere", insee="94038")
    child = child_of(mother)
    father.person.memberships.get().household.members.create(person=child, role="child", joined_at=AT)
    answers = [offer_for(child, AT, household_of(user))[0].eligible for user in (mother, father)]
    assert (answers, offer_for(child, AT)[0].eligible) == ([True, False], True)


@pytest.mark.parametrize("count", [1, 3])
def test_offers_cost_as_much_for_three_children_as_for_one(count: int, django_assert_num_queries) -> None:
    user = parent()
    nursery, _ = two_schools()
    for number in range(count):
        activity = canteen(units=(Unit(slug="midi", title="Midi"),), pai=PaiPolicy(asked=True))
        ActivityGroupFactory(activity=activity)
        pupil(nursery, Level.GS, child=child_of(user, f"Enfant {number}"))
    children = [membership.person for membership in household_of(user).members.filter(role="child")]
    with django_assert_num_queries(10):
        assert len(offers_for(children, AT)) == count


def test_an_address_leads_to_its_schools_of_that_level() -> None:
    sectors = [{"postal_code": "94260", "street": "rue des Lilas", "numbers": "odd"}]
    wide = SchoolFactory(slug="large", definition={"levels": ["cp"], "sectors": [{"postal_code": "94260"}]})
    near = SchoolFactory(slug="pres", definition={"levels": ["cp"], "sectors": sectors})
    SchoolFactory(slug="privee", kind="private", definition={"levels": ["cp"], "sectors": sectors})
    home = {"street": "Rue des Lilas", "postal_code": "94260"}
    assert schools_for_address(number="3", level=Level.CP, **home) == (near,)
    assert schools_for_address(number="4", level=Level.CP, **home) == (wide,)
    assert schools_for_address(number="3", level=Level.GS, **home) == ()


def test_the_years_to_declare_are_those_of_the_catalogue_that_are_not_over() -> None:
    assert years_to_declare(AT) == (SchoolYear(2025),)
    PeriodFactory(slug="suivante", school_year="2026-2027", first_day=date(2026, 9, 1), last_day=date(2027, 7, 2))
    PeriodFactory(slug="courante")
    assert years_to_declare(AT) == (SchoolYear(2025), SchoolYear(2026))
    assert years_to_declare(datetime(2026, 7, 5, tzinfo=PARIS)) == (SchoolYear(2026),)
