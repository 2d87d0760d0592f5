"""A place given at the desk, taken from the waiting list, ended, given up."""

from datetime import date, timedelta

import pytest

from apps.audit.models import Event
from apps.enrolments import operations, queries
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import AlreadyEnrolled, EndsOutside, GroupFull, NotEligible, NothingToEnd
from apps.enrolments.models import AuthorisedPerson, Enrolment
from apps.enrolments.operations import Collector
from apps.enrolments.operations.merging import TWICE, merge_enrolments
from apps.messaging.models import Message
from core.blocks import Block
from core.workflow import TransitionRefused
from tests.factories import (
    AgentFactory,
    AuthorisationTextFactory,
    AuthorisedPersonFactory,
    EnrolmentFactory,
    PermissionAnswerFactory,
)

from .makers import AT, FIRST, LAST, TODAY, child, group, household_with, parent_of, wish

pytestmark = pytest.mark.usefixtures("in_fresnes")

TOO_YOUNG = Block(code="too_young", sentence="Il faut avoir 3 ans.")


def given(one, *, blocks=(), **more):
    return operations.enrol(wish=one, blocks=blocks, by=AgentFactory(), at=AT, **more)


class TestEnrolling:
    def test_a_place_is_given_at_once_with_its_units(self):
        made = given(wish(group=group()))
        assert (made.status, made.starts_on, made.ends_on) == (EnrolmentStatus.ACTIVE, FIRST, LAST)

    def test_what_keeps_a_family_keeps_an_agent_who_gives_no_reason(self):
        with pytest.raises(NotEligible, match="Il faut avoir 3 ans"):
            given(wish(), blocks=(TOO_YOUNG,), waive="  ")
        assert given(wish(), blocks=(TOO_YOUNG,), waive=" Accord du maire ").reason == "Accord du maire"

    def test_the_last_place_is_the_last(self):
        study = group(1)
        given(wish(group=study))
        with pytest.raises(GroupFull):
            given(wish(group=study))
        assert given(wish(group=study), waiting=True).status == EnrolmentStatus.WAITING

    def test_a_child_is_enrolled_once(self):
        leo, study = child(), group(9)
        given(wish(child=leo, group=study))
        with pytest.raises(AlreadyEnrolled, match="Léo"):
            given(wish(child=leo, group=study))

    def test_a_place_is_free_again_the_day_after_the_last(self):
        study = group(1)
        first = given(wish(group=study))
        operations.end(enrolment=first, last_day=date(2026, 3, 31), reason="", by=AgentFactory(), at=AT)
        with pytest.raises(GroupFull):
            given(wish(group=study, starts_on=date(2026, 3, 31)))
        assert given(wish(group=study, starts_on=date(2026, 4, 1))).status == EnrolmentStatus.ACTIVE


class TestAdmission:
    def test_who_waits_takes_the_place_and_is_told(self):
        one = wish(group=group(1))
        waiting = given(one, waiting=True)
        admitted = operations.admit(enrolment=waiting, by=AgentFactory(), at=AT)
        assert admitted.status == EnrolmentStatus.ACTIVE
        assert Message.objects.get().recipient == parent_of(one.household).email

    def test_who_waits_for_an_activity_without_a_group_too(self):
        waiting = given(wish(), waiting=True)
        assert operations.admit(enrolment=waiting, by=AgentFactory(), at=AT).status == EnrolmentStatus.ACTIVE

    def test_a_place_is_not_given_twice(self):
        made = given(wish())
        with pytest.raises(TransitionRefused):
            operations.admit(enrolment=made, by=AgentFactory(), at=AT)

    def test_the_waiting_list_is_first_come_first(self):
        study = group(1)
        late = given(wish(group=study), waiting=True)
        early = given(wish(group=study), waiting=True)
        Enrolment.objects.filter(pk=early.pk).update(requested_at=AT - timedelta(days=1))
        assert list(queries.waiting_list(study)) == [early, late]


class TestEnding:
    @pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
    def test_the_last_day_is_one_of_the_place(self, day):
        made = given(wish())
        with pytest.raises(EndsOutside):
            operations.end(enrolment=made, last_day=day, reason="", by=AgentFactory(), at=AT)

    @pytest.mark.parametrize("day", [FIRST, LAST])
    def test_both_ends_are_included(self, day):
        made = given(wish())
        assert operations.end(enrolment=made, last_day=day, reason="", by=AgentFactory(), at=AT).ends_on == day

    def test_what_is_over_is_not_ended_nor_cancelled(self):
        made = given(wish())
        operations.cancel(enrolment=made, reason="", by=AgentFactory(), at=AT)
        with pytest.raises(NothingToEnd):
            operations.end(enrolment=made, last_day=FIRST, reason="", by=AgentFactory(), at=AT)
        with pytest.raises(NothingToEnd):
            operations.cancel(enrolment=made, reason="", by=AgentFactory(), at=AT)
        assert Event.objects.filter(action="enrolments.cancelled").count() == 1


class TestWhoSaysWhat:
    def test_a_refusal_of_one_home_wins(self):
        leo, image = child(), AuthorisationTextFactory(slug="image")
        assert not queries.is_allowed(leo, "image")
        PermissionAnswerFactory(child=leo, text=image, allowed=True)
        assert queries.is_allowed(leo, "image")
        PermissionAnswerFactory(child=leo, text=image, allowed=False)
        assert not queries.is_allowed(leo, "image")

    def test_somebody_withdrawn_today_never_came_and_somebody_of_yesterday_came_until_then(self):
        leo = child()
        home = household_with(leo)
        new = AuthorisedPersonFactory(child=leo, household=home, since=TODAY)
        old = AuthorisedPersonFactory(child=leo, household=home, since=TODAY - timedelta(days=1))
        for person in (new, old):
            operations.withdraw(person=person, by=parent_of(home), at=AT, today=TODAY)
        (left,) = AuthorisedPerson.objects.all()
        assert (left, left.until) == (old, TODAY - timedelta(days=1))
        assert list(AuthorisedPerson.objects.on(TODAY)) == []
        assert list(AuthorisedPerson.objects.on(TODAY - timedelta(days=1))) == [old]

    def test_naming_the_same_person_again_changes_nothing(self):
        leo = child()
        home = household_with(leo)
        ana = Collector(first_names="Ana", usual_name="Lopes", phone="06", link="friend")
        for _ in range(2):
            operations.name_collectors(
                child=leo, household=home, collectors=[ana], by=parent_of(home), at=AT, today=TODAY
            )
        assert AuthorisedPerson.objects.count() == 1
        assert str(AuthorisedPerson.objects.get()) == "Ana Lopes"


class TestMerging:
    def test_the_places_of_both_records_become_those_of_one_child(self):
        kept, other = child(), child()
        canteen = EnrolmentFactory(child=kept)
        twice = EnrolmentFactory(child=other, activity=canteen.activity, status=EnrolmentStatus.REQUESTED)
        judo = EnrolmentFactory(child=other)
        merge_enrolments(kept=kept, other=other, at=AT)
        twice.refresh_from_db()
        assert (twice.status, twice.reason) == (EnrolmentStatus.CANCELLED, TWICE)
        assert set(Enrolment.objects.filter(child=kept)) == {canteen, twice, judo}


def test_a_child_and_a_year():
    leo = child()
    mine = EnrolmentFactory(child=leo)
    EnrolmentFactory(child=leo, school_year="2024-2025", starts_on=date(2024, 9, 2), ends_on=date(2025, 7, 4))
    EnrolmentFactory()
    assert list(queries.of_child(leo, "2025-2026")) == [mine]


@pytest.mark.parametrize(
    ("capacity", "taken", "words"),
    [
        (None, 2, "2 inscrits, sans limite de places"),
        (3, 1, "1 inscrit sur 3, il reste 2 places"),
        (2, 1, "1 inscrit sur 2, il reste 1 place"),
        (2, 2, "2 inscrits sur 2, complet"),
    ],
)
def test_a_group_says_how_full_it_is(capacity, taken, words):
    study = group(capacity)
    for _ in range(taken):
        given(wish(group=study))
    found = queries.occupancies([study], "2025-2026", TODAY)[study.pk]
    assert found.words == words
    assert found.is_full == (capacity == taken)
    assert found.percent == (0 if capacity is None else round(100 * taken / capacity))


@pytest.mark.parametrize(
    ("day", "there"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_a_place_counts_from_its_first_to_its_last_day(day, there):
    made = given(wish())
    assert made.covers(day) == there
    assert Enrolment.objects.on(day).exists() == there
