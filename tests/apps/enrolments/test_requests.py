"""What a family asks line by line, and how the whole is decided."""

from dataclasses import replace
from datetime import date

import pytest

from apps.audit.models import Event
from apps.casework.errors import CaseChanged
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.errors import (
    AlreadyDecided,
    AlreadyEnrolled,
    EverythingRefused,
    GroupFull,
    RefusalWithoutReason,
)
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import LineAnswer
from tests.factories import AgentFactory, EnrolmentFactory, UnitFactory

from .makers import AT, FIRST, LAST, child, filed_case, group, household_with, parent_of, wish, year

pytestmark = pytest.mark.usefixtures("in_fresnes")


def _asked(*wishes):
    parent = parent_of(wishes[0].household)
    case = filed_case(parent)
    operations.request(case=case, wishes=wishes, by=parent, at=AT)
    return case


def _statuses(case):
    return [line.status for line in Enrolment.objects.filter(case=case).order_by("pk")]


def test_a_request_keeps_each_line_until_it_is_decided():
    one = wish(period=year(), group=group())
    menu = UnitFactory(activity=one.activity)
    case = _asked(replace(one, units=(menu,)))
    line = Enrolment.objects.get(case=case)
    assert (line.status, line.child, line.group, line.starts_on, line.ends_on) == (
        EnrolmentStatus.REQUESTED,
        one.child,
        one.group,
        FIRST,
        LAST,
    )
    assert list(line.units.all()) == [menu]
    assert list(Event.objects.about(line).values_list("action", flat=True)) == ["enrolments.requested"]


def test_asking_twice_for_the_same_case_changes_nothing():
    one = wish()
    case = _asked(one)
    operations.request(case=case, wishes=[one], by=case.requester, at=AT)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (EnrolmentStatus.REQUESTED, True),
        (EnrolmentStatus.WAITING, True),
        (EnrolmentStatus.ACTIVE, True),
        (EnrolmentStatus.ENDED, True),
        (EnrolmentStatus.REFUSED, False),
        (EnrolmentStatus.CANCELLED, False),
    ],
)
def test_a_child_has_one_live_enrolment_for_an_activity_and_a_period(status, refused):
    one = wish()
    EnrolmentFactory(child=one.child, activity=one.activity, status=status, reason="Un motif.")
    if refused:
        with pytest.raises(AlreadyEnrolled, match="Léo a déjà une inscription à « Cantine »"):
            _asked(one)
    else:
        assert _statuses(_asked(one)) == [EnrolmentStatus.REQUESTED]


def test_a_child_comes_back_the_day_after_it_left():
    one = wish(starts_on=date(2026, 1, 5))
    EnrolmentFactory(child=one.child, activity=one.activity, status=EnrolmentStatus.ENDED, ends_on=date(2026, 1, 4))
    assert _statuses(_asked(one)) == [EnrolmentStatus.REQUESTED]


class TestSettling:
    def test_a_line_without_an_answer_is_accepted(self):
        case = _asked(wish(group=group(1)))
        operations.settle(case=case, by=AgentFactory(), at=AT)
        assert _statuses(case) == [EnrolmentStatus.ACTIVE]

    def test_each_line_gets_what_was_answered(self):
        leo, zoe, tom = child("Léo"), child("Zoé"), child("Tom")
        home = household_with(leo, zoe, tom)
        study = group(5)
        case = _asked(*(wish(child=one, household=home, group=study) for one in (leo, zoe, tom)))
        agent = AgentFactory()
        by_child = {line.child: line for line in Enrolment.objects.filter(case=case)}
        answers = [
            LineAnswer(enrolment=by_child[zoe], verdict=Verdict.WAIT, group=study),
            LineAnswer(enrolment=by_child[tom], verdict=Verdict.REFUSE, group=study, reason="Trop jeune."),
        ]
        operations.judge(case=case, answers=answers, by=agent, at=AT)
        lines = operations.settle(case=case, by=agent, at=AT)
        assert {line.child.first_names: (line.status, line.reason) for line in lines} == {
            "Léo": (EnrolmentStatus.ACTIVE, ""),
            "Zoé": (EnrolmentStatus.WAITING, ""),
            "Tom": (EnrolmentStatus.REFUSED, "Trop jeune."),
        }

    def test_settling_twice_changes_nothing(self):
        case = _asked(wish(group=group(1)))
        agent = AgentFactory()
        first = operations.settle(case=case, by=agent, at=AT)
        events = Event.objects.count()
        assert operations.settle(case=case, by=agent, at=AT) == first
        assert Event.objects.count() == events

    def test_the_last_place_is_given_and_the_next_child_is_refused(self):
        study = group(2)
        EnrolmentFactory(group=study, activity=study.activity)
        operations.settle(case=_asked(wish(group=study)), by=AgentFactory(), at=AT)
        case = _asked(wish(group=study, child=child("Zoé")))
        with pytest.raises(GroupFull, match="« Maternelle » est complet : il n’y a plus de place pour Zoé"):
            operations.settle(case=case, by=AgentFactory(), at=AT)
        assert _statuses(case) == [EnrolmentStatus.REQUESTED]

    def test_two_children_of_one_request_do_not_share_the_last_place(self):
        leo, zoe = child("Léo"), child("Zoé")
        home, study = household_with(leo, zoe), group(1)
        case = _asked(*(wish(child=one, household=home, group=study) for one in (leo, zoe)))
        with pytest.raises(GroupFull):
            operations.settle(case=case, by=AgentFactory(), at=AT)
        assert _statuses(case) == [EnrolmentStatus.REQUESTED] * 2

    def test_a_place_left_by_a_child_who_went_is_free_from_the_day_after(self):
        study = group(1)
        EnrolmentFactory(group=study, activity=study.activity, status=EnrolmentStatus.ENDED, ends_on=date(2026, 1, 4))
        case = _asked(wish(group=study, starts_on=date(2026, 1, 5)))
        operations.settle(case=case, by=AgentFactory(), at=AT)
        assert _statuses(case) == [EnrolmentStatus.ACTIVE]

    def test_who_waits_takes_no_place(self):
        study = group(1)
        EnrolmentFactory(group=study, activity=study.activity, status=EnrolmentStatus.WAITING)
        case = _asked(wish(group=study))
        operations.settle(case=case, by=AgentFactory(), at=AT)
        assert _statuses(case) == [EnrolmentStatus.ACTIVE]

    def test_a_request_whose_lines_are_all_refused_is_refused_as_a_whole(self):
        case = _asked(wish())
        line, agent = Enrolment.objects.get(case=case), AgentFactory()
        answer = LineAnswer(enrolment=line, verdict=Verdict.REFUSE, group=None, reason="Complet.")
        operations.judge(case=case, answers=[answer], by=agent, at=AT)
        with pytest.raises(EverythingRefused):
            operations.settle(case=case, by=agent, at=AT)


def test_a_refusal_of_a_line_has_a_reason():
    case = _asked(wish())
    answer = LineAnswer(enrolment=case.enrolments.get(), verdict=Verdict.REFUSE, group=None, reason=" ")
    with pytest.raises(RefusalWithoutReason, match="Léo – Cantine"):
        operations.judge(case=case, answers=[answer], by=AgentFactory(), at=AT)


def test_a_decided_line_is_not_judged_again():
    case, agent = _asked(wish()), AgentFactory()
    (line,) = operations.settle(case=case, by=agent, at=AT)
    with pytest.raises(AlreadyDecided):
        operations.judge(
            case=case, answers=[LineAnswer(enrolment=line, verdict=Verdict.WAIT, group=None)], by=agent, at=AT
        )


def test_the_answers_of_an_agent_who_read_an_older_request_are_refused():
    case, agent = _asked(wish()), AgentFactory()
    answer = LineAnswer(enrolment=case.enrolments.get(), verdict=Verdict.WAIT, group=None)
    operations.judge(case=case, answers=[answer], by=agent, at=AT, version=case.version)
    with pytest.raises(CaseChanged):
        operations.judge(case=case, answers=[answer], by=agent, at=AT, version=case.version)


def test_a_request_refused_as_a_whole_closes_its_lines():
    case = _asked(wish())
    operations.drop(case=case, status=EnrolmentStatus.REFUSED, reason="Hors délai.", by=AgentFactory(), at=AT)
    line = Enrolment.objects.get(case=case)
    assert (line.status, line.reason) == (EnrolmentStatus.REFUSED, "Hors délai.")
