"""A place that changes from a day on: what it was stays written, and a place is never taken that is not there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.audit.models import Event
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import AlreadyEnrolled, ChangeOutside, DatesOutside, GroupFull, NotChangeable, SamePlace
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import Place
from apps.messaging.models import Message
from tests.factories import (
    ActivityGroupFactory,
    AgentFactory,
    EnrolmentFactory,
    PeriodFactory,
    SiteFactory,
    UnitFactory,
)

from .makers import AT, FIRST, LAST, TODAY, child, group, household_with

pytestmark = pytest.mark.usefixtures("in_fresnes")
LATER = date(2026, 4, 1)


def place(study, **more) -> Enrolment:
    one = more.pop("child", None) or child()
    return EnrolmentFactory(
        child=one,
        household=household_with(one),
        activity=study.activity,
        group=study,
        starts_on=FIRST,
        ends_on=LAST,
        **more,
    )


def change(enrolment, from_day=LATER, **wanted) -> Enrolment:
    return operations.change_place(
        enrolment=enrolment,
        wanted=replace(Place.of(enrolment), **wanted),
        from_day=from_day,
        reason="changement de classe",
        by=AgentFactory(),
        at=AT,
    )


class TestFromADay:
    def test_what_was_ends_the_day_before_and_another_row_follows(self):
        blue = group(9)
        red = ActivityGroupFactory(activity=blue.activity, title="Les rouges")
        before = place(blue)
        after = change(before, group=red)
        before.refresh_from_db()
        assert (before.status, before.group, before.ends_on) == ("ended", blue, LATER - timedelta(days=1))
        assert (after.status, after.group, after.starts_on, after.ends_on) == ("active", red, LATER, LAST)
        assert after.follows == before

    def test_another_menu_keeps_the_group_and_its_last_place(self):
        study = group(1)
        meat, eggs = UnitFactory(activity=study.activity), UnitFactory(activity=study.activity, slug="vegetarien")
        before = place(study)
        before.units.set([meat])
        after = change(before, units=(eggs,))
        assert (list(before.units.all()), list(after.units.all()), after.group) == ([meat], [eggs], study)

    def test_on_each_day_the_child_has_one_place(self):
        blue = group(9)
        leo = child()
        after = change(place(blue, child=leo), group=ActivityGroupFactory(activity=blue.activity))
        change(after, from_day=date(2026, 5, 1), site=SiteFactory())
        days = (FIRST, LATER - timedelta(days=1), LATER, date(2026, 4, 30), date(2026, 5, 1), LAST)
        assert [Enrolment.objects.on(day).filter(child=leo).count() for day in days] == [1] * 6

    def test_from_the_first_day_the_row_itself_changes(self):
        blue = group(9)
        red = ActivityGroupFactory(activity=blue.activity)
        before = place(blue)
        assert change(before, from_day=FIRST, group=red).pk == before.pk
        assert Enrolment.objects.get().group == red

    def test_it_is_written_down_and_the_family_is_told(self):
        blue = group(9)
        before = place(blue)
        after = change(before, group=ActivityGroupFactory(activity=blue.activity, slug="rouges", title="Les rouges"))
        event = Event.objects.get(action="enrolments.changed")
        assert (event.subject_id, event.reason) == (str(after.pk), "changement de classe")
        assert (event.data["before"]["group"], event.data["after"]["group"]) == (blue.slug, "rouges")
        message = Message.objects.get()
        assert "l’inscription change" in message.text
        assert "À partir du 01/04/2026 : Les rouges, jusqu’au 03/07/2026. changement de classe" in message.text


class TestDates:
    def test_the_row_changes_and_nothing_follows(self):
        before = place(group(9))
        change(before, from_day=TODAY, ends_on=date(2026, 5, 29))
        assert (Enrolment.objects.get().ends_on, Enrolment.objects.get().status) == (date(2026, 5, 29), "active")

    @pytest.mark.parametrize("days", [{"starts_on": date(2025, 8, 31)}, {"ends_on": date(2026, 9, 1)}])
    def test_they_stay_in_the_school_year(self, days):
        with pytest.raises(DatesOutside):
            change(place(group(9)), **days)

    def test_or_in_the_period(self):
        period = PeriodFactory(first_day=FIRST, last_day=LAST)
        before = place(group(9), period=period)
        with pytest.raises(DatesOutside):
            change(before, ends_on=LAST + timedelta(days=1))

    def test_they_do_not_run_into_what_was_before(self):
        blue = group(9)
        after = change(place(blue), group=ActivityGroupFactory(activity=blue.activity))
        with pytest.raises(AlreadyEnrolled):
            change(after, from_day=LATER, starts_on=LATER - timedelta(days=1))


class TestRoom:
    def test_a_full_group_takes_nobody(self):
        blue = group(9)
        red = ActivityGroupFactory(activity=blue.activity, capacity=1)
        place(red)
        with pytest.raises(GroupFull):
            change(place(blue), group=red)

    def test_a_place_that_is_free_from_that_day_on_is_taken(self):
        blue = group(9)
        red = ActivityGroupFactory(activity=blue.activity, capacity=1)
        place(red).__class__.objects.filter(group=red).update(ends_on=LATER - timedelta(days=1), status="ended")
        assert change(place(blue), group=red).group == red

    def test_days_added_need_room_in_the_group_that_is_left(self):
        blue = group(1)
        red = ActivityGroupFactory(activity=blue.activity)
        other = place(blue)
        Enrolment.objects.filter(pk=other.pk).update(ends_on=date(2025, 12, 31), status="ended")
        late = place(blue)
        Enrolment.objects.filter(pk=late.pk).update(starts_on=date(2026, 1, 5))
        late.refresh_from_db()
        with pytest.raises(GroupFull):
            change(late, group=red, starts_on=date(2025, 12, 15))

    def test_who_waits_changes_without_a_place(self):
        full = group(1)
        place(full)
        waiting = place(full, status=EnrolmentStatus.WAITING)
        assert change(waiting, from_day=FIRST, ends_on=date(2026, 5, 29)).status == EnrolmentStatus.WAITING


class TestRefused:
    def test_what_does_not_change(self):
        with pytest.raises(SamePlace):
            change(place(group(9)))

    @pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
    def test_a_day_outside(self, day):
        blue = group(9)
        with pytest.raises(ChangeOutside):
            change(place(blue), from_day=day, group=ActivityGroupFactory(activity=blue.activity))

    @pytest.mark.parametrize("status", [EnrolmentStatus.REQUESTED, EnrolmentStatus.ENDED, EnrolmentStatus.CANCELLED])
    def test_a_place_that_is_asked_or_over(self, status):
        with pytest.raises(NotChangeable):
            change(place(group(9), status=status), ends_on=date(2026, 5, 29))
