"""Two families, two agents, one place: exactly one child gets it, and without the lock both would."""

from functools import partial
from threading import Barrier

import pytest

from apps.activities.models import Group
from apps.casework import operations as casework
from apps.casework.models import Case
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import places, requests
from apps.messaging.models import Message
from tests.apps.casework.races import together
from tests.factories import AgentFactory

from .filings import CARE_NEXT_YEAR, JUNE, family, filed
from .makers import AT, child, filed_case, group, household_with, parent_of, wish

pytestmark = pytest.mark.django_db(transaction=True)


def _requests(count, study):
    for _ in range(count):
        one = wish(group=study)
        parent = parent_of(one.household)
        case = filed_case(parent)
        operations.request(case=case, wishes=[one], by=parent, at=AT)
        yield partial(operations.settle, case=case, by=AgentFactory(), at=AT)


def _outcomes(results):
    return sorted(result if isinstance(result, str) else "enrolled" for result in results)


def test_two_agents_give_the_last_place_and_exactly_one_child_has_it(in_fresnes):
    calls = list(_requests(2, group(1)))
    assert _outcomes(together(in_fresnes, *calls)) == ["enrolled", "group_full"]
    assert Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE).count() == 1


def test_negative_control_without_the_lock_the_place_is_given_twice(in_fresnes, monkeypatch):
    counted = Barrier(2)
    check_room = places.check_room

    def unlocked(groups):
        return {group.pk: group for group in groups if group is not None}

    def both_count_first(*args, **more):
        check_room(*args, **more)
        counted.wait(timeout=20)

    calls = list(_requests(2, group(1)))
    monkeypatch.setattr(requests, "lock_groups", unlocked)
    monkeypatch.setattr(requests, "check_room", both_count_first)
    assert _outcomes(together(in_fresnes, *calls)) == ["enrolled", "enrolled"]
    assert Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE).count() == 2


def test_two_parents_ask_for_the_same_child_at_once_and_one_request_stands(in_fresnes):
    leo, study = child(), group(5)
    calls = []
    for _ in range(2):
        home = household_with(leo)
        parent = parent_of(home)
        one = wish(child=leo, household=home, group=study)
        calls.append(partial(operations.request, case=filed_case(parent), wishes=[one], by=parent, at=AT))
    assert _outcomes(together(in_fresnes, *calls)) == ["already_enrolled", "enrolled"]
    assert Enrolment.objects.count() == 1


def test_two_parents_want_the_last_place_and_one_family_is_told_it_has_it(in_villefranque):
    homes = [family("Léo"), family("Zoé")]
    Group.objects.filter(activity__slug="garderie-ecole-publique", slug="elementaire").update(capacity=1)
    filed_cases = [filed(home, {home.children[0]: [CARE_NEXT_YEAR]}) for home in homes]
    taken = [casework.take(case=case, by=AgentFactory(), at=JUNE) for case in filed_cases]
    calls = [partial(casework.accept, case=case, by=case.assigned_to, at=JUNE) for case in taken]
    assert _outcomes(together(in_villefranque, *calls)) == ["enrolled", "group_full"]
    assert sorted(Case.objects.values_list("status", flat=True)) == ["accepted", "in_review"]
    assert sorted(Enrolment.objects.values_list("status", flat=True)) == ["active", "requested"]
    assert Message.objects.filter(template="casework/accepted").count() == 1
