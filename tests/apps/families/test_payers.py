"""Who pays for a household beside it: dated shares, never more than the whole, known to that household alone."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Event
from apps.families import operations
from apps.families.enums import PayerKind
from apps.families.errors import (
    FamilyChanged,
    NotInThisHousehold,
    PaidMoreThanOnce,
    PayerShareEndsTooEarly,
    PayerShareOver,
)
from apps.families.models import Payer, PayerShare
from apps.families.operations import NewPayer
from apps.families.operations.people import absorb
from apps.families.queries import payer_shares_shown, payers_on
from core.payers import Share
from tests.apps.families.separated import separated
from tests.factories import PayerShareFactory, PersonFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_fresnes")
FIRST, LATER = date(2026, 9, 1), date(2027, 1, 1)
LAST_BEFORE = date(2026, 12, 31)
ASE = NewPayer(kind=PayerKind.ASE, name="ASE du Val-de-Marne", phone="01 43 99 70 00")
GRANDFATHER = NewPayer(kind=PayerKind.PERSON, name="Jean Dupré")


@pytest.fixture
def family():
    return separated()


@pytest.fixture
def child(family):
    return family.child


def add(family, percent, *, payer=ASE, starts_on=FIRST, ends_on=None, child=None, home=None, **more):
    share = Share(percent=percent, starts_on=starts_on, ends_on=ends_on, child=child.pk if child else None)
    return operations.add_payer(
        household=home or family.fathers, payer=payer, share=share, reference="2026-17", by=family.agent, at=AT, **more
    )


def paid(home, day, child=None):
    return [(str(one.payer), one.percent) for one in payers_on(home, day, child)]


class TestPayersOn:
    @pytest.mark.parametrize(
        ("day", "found"),
        [
            (date(2026, 8, 31), []),
            (FIRST, [("ASE du Val-de-Marne", 60)]),
            (LAST_BEFORE, [("ASE du Val-de-Marne", 60)]),
            (LATER, []),
        ],
    )
    def test_a_share_is_paid_from_its_first_day_to_the_day_before_its_end(self, family, day, found):
        add(family, 60, ends_on=LATER)
        assert paid(family.fathers, day) == found

    def test_a_child_has_its_own_payers_and_those_of_its_household(self, family, child):
        add(family, 60)
        add(family, 40, payer=GRANDFATHER, child=child)
        assert paid(family.fathers, FIRST) == [("ASE du Val-de-Marne", 60)]
        assert sorted(paid(family.fathers, FIRST, child)) == [("ASE du Val-de-Marne", 60), ("Jean Dupré", 40)]

    def test_the_other_household_of_the_child_has_none_of_them(self, family, child):
        add(family, 100, child=child)
        assert paid(family.mothers, FIRST, child) == []
        add(family, 100, child=child, home=family.mothers)
        assert paid(family.mothers, FIRST, child) == [("ASE du Val-de-Marne", 100)]


class TestAdd:
    def test_an_organism_is_known_once_and_a_person_each_time(self, family, child):
        for payer in (ASE, GRANDFATHER):
            add(family, 10, payer=payer)
            add(family, 10, payer=payer, child=child)
        assert sorted(Payer.objects.values_list("name", flat=True)) == ["ASE du Val-de-Marne", *["Jean Dupré"] * 2]

    def test_it_is_in_the_log_with_its_reason(self, family):
        share = add(family, 60, reason="Placement du 2 septembre")
        event = Event.objects.get(action="families.payer_added")
        assert (event.subject_id, event.reason) == (str(family.fathers.pk), "Placement du 2 septembre")
        assert event.data == {"share": share.pk, "payer": share.payer_id, "percent": 60, "child": None}

    def test_more_than_the_whole_is_refused_with_what_is_left(self, family):
        add(family, 60)
        with pytest.raises(PaidMoreThanOnce) as refusal:
            add(family, 41, payer=GRANDFATHER)
        assert (
            str(refusal.value) == "À partir du 01/09/2026, d’autres payeurs prennent déjà 60 % : il reste 40 % au plus."
        )
        add(family, 40, payer=GRANDFATHER)

    def test_a_child_of_another_family_is_refused(self, family):
        with pytest.raises(NotInThisHousehold):
            add(family, 60, child=PersonFactory(child=True))

    def test_it_ends_after_it_starts(self, family):
        with pytest.raises(PayerShareEndsTooEarly):
            add(family, 60, ends_on=FIRST)

    def test_a_second_agent_who_read_the_family_before_is_told(self, family):
        version = family.fathers.version
        add(family, 60, version=version)
        with pytest.raises(FamilyChanged):
            add(family, 20, version=version)


class TestChange:
    def change(self, family, share, percent, day):
        return operations.change_payer(share=share, percent=percent, from_day=day, by=family.agent, at=AT)

    def test_a_share_changes_from_a_day_on_and_keeps_what_was_paid_before(self, family):
        share = add(family, 60, ends_on=date(2027, 7, 1))
        changed = self.change(family, share, 80, LATER)
        assert (changed.pk != share.pk, changed.ends_on, changed.reference) == (True, date(2027, 7, 1), "2026-17")
        assert [paid(family.fathers, day)[0][1] for day in (LAST_BEFORE, LATER)] == [60, 80]

    def test_from_its_first_day_it_is_the_same_share(self, family):
        share = add(family, 60)
        assert self.change(family, share, 100, FIRST) == share
        assert paid(family.fathers, FIRST) == [("ASE du Val-de-Marne", 100)]

    @pytest.mark.parametrize("day", [FIRST, LATER])
    def test_it_grows_no_further_than_what_others_leave(self, family, day):
        share = add(family, 60)
        add(family, 30, payer=GRANDFATHER)
        with pytest.raises(PaidMoreThanOnce):
            self.change(family, share, 71, day)
        assert self.change(family, share, 70, day).percent == 70

    @pytest.mark.parametrize("day", [date(2026, 8, 31), LATER])
    def test_nothing_changes_on_a_day_when_it_is_not_paid(self, family, day):
        share = add(family, 60, ends_on=LATER)
        with pytest.raises(PayerShareOver):
            self.change(family, share, 80, day)


class TestEnd:
    def end(self, family, share, day):
        return operations.end_payer(share=share, ends_on=day, by=family.agent, at=AT)

    def test_it_ends_the_day_before(self, family):
        self.end(family, add(family, 60), LATER)
        assert [paid(family.fathers, day) for day in (LAST_BEFORE, LATER)] == [[("ASE du Val-de-Marne", 60)], []]

    def test_it_ends_neither_before_its_first_day_nor_later_than_it_does(self, family):
        share = add(family, 60, ends_on=LATER)
        with pytest.raises(PayerShareEndsTooEarly):
            self.end(family, share, FIRST)
        with pytest.raises(PayerShareOver):
            self.end(family, share, LATER)


class TestTheDatabase:
    """What no code may write, whatever it forgets."""

    def write(self, family, percent, **more):
        with transaction.atomic():
            return PayerShareFactory(household=family.fathers, percent=percent, **more)

    def test_refuses_a_day_paid_more_than_once(self, family, child):
        self.write(family, 60, starts_on=FIRST, ends_on=LATER)
        with pytest.raises(IntegrityError, match="more than the whole"):
            self.write(family, 41, starts_on=LAST_BEFORE)
        with pytest.raises(IntegrityError, match="more than the whole"):
            self.write(family, 41, starts_on=date(2026, 1, 1), child=child)
        self.write(family, 40, starts_on=LAST_BEFORE)
        self.write(family, 60, starts_on=LATER)

    def test_refuses_a_share_that_grows_or_lasts_too_much(self, family):
        share = self.write(family, 60, starts_on=FIRST, ends_on=LATER)
        self.write(family, 60, starts_on=LATER)
        for change in ({"ends_on": date(2027, 1, 2)}, {"ends_on": None}):
            with pytest.raises(IntegrityError, match="more than the whole"), transaction.atomic():
                PayerShare.objects.filter(pk=share.pk).update(**change)
        PayerShare.objects.filter(pk=share.pk).update(percent=100)

    @pytest.mark.parametrize("percent", [0, 101])
    def test_refuses_what_is_no_part_of_the_whole(self, family, percent):
        with pytest.raises(IntegrityError, match="payer_share_is_a_part_of_the_whole"):
            self.write(family, percent)

    def test_refuses_an_end_before_the_first_day(self, family):
        with pytest.raises(IntegrityError, match="payer_share_ends_after_it_starts"):
            self.write(family, 50, starts_on=FIRST, ends_on=FIRST)

    def test_lets_two_children_have_each_their_own_payers(self, family, child):
        self.write(family, 100, child=child)
        self.write(family, 100, child=PersonFactory(child=True))


def test_a_child_recognised_as_another_keeps_its_payers(family, child):
    other = PersonFactory(child=True)
    share = PayerShareFactory(household=family.mothers, child=other)
    absorb(kept=child, other=other, at=AT)
    share.refresh_from_db()
    assert share.child == child


def test_an_adult_reads_what_runs_or_is_to_come_for_the_children_they_may_know_of(family, child):
    add(family, 10, ends_on=LATER)
    add(family, 20, starts_on=LATER)
    add(family, 30, child=child)

    def read(day, children):
        return sorted(one.percent for one in payer_shares_shown(family.fathers, children, day))

    assert read(LAST_BEFORE, [child.pk]) == [10, 20, 30]
    assert read(LATER, [child.pk]) == [20, 30]
    assert read(LATER, []) == [20]
