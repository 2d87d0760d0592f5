"""A family asks for another formule of a place its child has."""

from datetime import date, datetime, timedelta

import pytest

from apps.casework import handlers
from apps.casework import operations as casework
from apps.enrolments import formula
from apps.enrolments.errors import UnitsStay
from apps.enrolments.models import Enrolment
from communes_config.schema import UnitChanges
from tests.apps.families.makers import agent
from tests.factories import ActivityFactory, EnrolmentFactory, UnitFactory, UserFactory, activity_rules

from .makers import AT, FIRST, LAST, child, household_with, parent_of

pytestmark = pytest.mark.usefixtures("in_fresnes")
LATER = date(2026, 4, 1)


def lunch(policy=UnitChanges.REQUEST, **rules) -> Enrolment:
    activity = ActivityFactory(rules=activity_rules(unit_changes=policy, **rules))
    meat = UnitFactory(activity=activity, slug="standard", title="Menu standard")
    UnitFactory(activity=activity, slug="vegetarien", title="Menu végétarien")
    leo = child()
    place = EnrolmentFactory(child=leo, household=household_with(leo), activity=activity, starts_on=FIRST, ends_on=LAST)
    place.units.set([meat])
    return place


def asked(place):
    units = [unit for unit in formula.units_of(place) if unit.slug == "vegetarien"]
    payload = formula.payload_of(place, units, LATER)
    user = parent_of(place.household)
    return casework.file_at_once(procedure=formula.SLUG, payload=payload, by=user, at=AT)


def accepted(case, at: datetime = AT):
    by = agent()
    return casework.accept(case=casework.take(case=case, by=by, at=at), by=by, at=at)


def titles(place) -> list[str]:
    return [unit.title for unit in place.units.all()]


def test_the_agent_reads_what_the_child_has_and_what_is_asked():
    place = lunch()
    case = asked(place)
    known = handlers.of_case(case).known(case)
    assert (known.enrolment, known.now, known.asked, known.from_day) == (
        place,
        "Menu standard",
        "Menu végétarien",
        LATER,
    )
    (section,) = handlers.of_case(case).sections(case)
    assert section.rows == (("Formule", "Menu standard → Menu végétarien"), ("À partir du", "01/04/2026"))


def test_accepted_it_holds_from_the_day_asked():
    place = lunch()
    case = accepted(asked(place))
    after = Enrolment.objects.get(follows=place)
    assert (titles(place), titles(after), after.starts_on) == (["Menu standard"], ["Menu végétarien"], LATER)
    assert handlers.of_case(case).accept(case=case, by=agent(), at=AT).sentences[0].startswith("Léo : ")
    assert Enrolment.objects.count() == 2


def test_a_day_that_passed_meanwhile_becomes_today():
    place = lunch()
    accepted(asked(place), at=AT + timedelta(days=40))
    assert Enrolment.objects.get(follows=place).starts_on == AT.date() + timedelta(days=40)


def test_it_is_asked_of_the_place_that_followed():
    place = lunch()
    case = asked(place)
    formula.change_units(
        enrolment=place,
        units=formula.units_of(place),
        from_day=date(2026, 3, 20),
        by=agent(),
        at=AT,
    )
    accepted(case)
    assert [titles(one) for one in Enrolment.objects.order_by("starts_on")] == [
        ["Menu standard"],
        ["Menu standard", "Menu végétarien"],
        ["Menu végétarien"],
    ]


def test_a_place_that_ended_is_changed_no_more():
    place = lunch()
    case = asked(place)
    Enrolment.objects.filter(pk=place.pk).update(status="ended")
    with pytest.raises(UnitsStay):
        accepted(case)


class TestWhoMay:
    @pytest.mark.parametrize("policy", list(UnitChanges))
    def test_what_the_commune_lets(self, policy):
        place = lunch(policy)
        assert formula.may_change(parent_of(place.household), place) is (policy is not UnitChanges.NO)

    def test_not_the_other_household_of_the_child(self):
        place = lunch()
        other = household_with(place.child)
        assert not formula.may_change(parent_of(other), place)
        assert not formula.may_change(UserFactory(), place)

    def test_not_where_there_is_nothing_to_choose(self):
        place = lunch()
        place.activity.units.filter(slug="vegetarien").update(archived_at=AT)
        assert formula.policy_of(place) is UnitChanges.NO

    @pytest.mark.parametrize("status", ["requested", "waiting", "ended"])
    def test_not_before_nor_after_the_place(self, status):
        place = lunch()
        place.status = status
        assert formula.policy_of(place) is UnitChanges.NO

    def test_a_forged_request_is_refused(self):
        place = lunch(UnitChanges.NO)
        with pytest.raises(UnitsStay):
            asked(place)
