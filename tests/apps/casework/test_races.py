"""Two people at the same instant: exactly one outcome, nothing twice, nothing lost."""

from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction

from apps.casework import operations
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.families.models import Household, KeyAttempt, MatchCandidate, Person
from apps.families.operations import households, redeem_key, register_known_family
from apps.messaging.models import Message
from core.errors import DomainError
from tests.apps.casework.benches import ABOUT_ME, PLAIN, SUN, answered, bench_draft
from tests.apps.casework.makers import AT, draft, filed, in_review
from tests.apps.casework.races import together
from tests.apps.families.makers import HOME, agent, citizen, declaration, nina, solange
from tests.apps.families.test_keys import wrong_key
from tests.configurations import offer

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_parents_file_at_once_and_the_numbers_follow_one_another(in_fresnes):
    drafts = [draft() for _ in range(8)]
    together(in_fresnes, *(partial(operations.submit, case=case, by=case.requester, at=AT) for case in drafts))
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{n:06d}" for n in range(1, 9)]


def test_a_filing_that_fails_gives_its_number_back(in_fresnes):
    class Undone(DomainError):
        pass

    case = draft()
    with pytest.raises(Undone), transaction.atomic():
        operations.submit(case=case, by=case.requester, at=AT)
        raise Undone
    assert filed().number == "2026-000001"


def test_a_double_click_files_once(in_fresnes):
    case = draft()
    file = partial(operations.submit, case=case, by=case.requester, at=AT)
    outcomes = together(in_fresnes, file, file)
    assert sorted(outcome if isinstance(outcome, str) else "filed" for outcome in outcomes) == [
        "draft_missing",
        "filed",
    ]
    assert Message.objects.count() == 1


def test_a_double_click_files_a_form_once(in_fresnes):
    offer(in_fresnes, replace(PLAIN, decided_at_once=True, repeatable=True))
    case = answered(bench_draft(), endroit=SUN, vous=ABOUT_ME)
    file = partial(operations.submit, case=case, by=case.requester, at=AT)
    outcomes = together(in_fresnes, file, file)
    assert sorted(outcome if isinstance(outcome, str) else "filed" for outcome in outcomes) == [
        "draft_missing",
        "filed",
    ]
    assert [(case.number, case.status) for case in Case.objects.all()] == [("2026-000001", "accepted")]


def test_a_procedure_begun_twice_at_once_has_one_draft(in_fresnes):
    offer(in_fresnes, PLAIN)
    begin = partial(operations.open_draft, procedure="banc", by=citizen(), at=AT)
    first, second = together(in_fresnes, begin, begin)
    assert first == second == Case.objects.get()


def test_an_answer_sent_twice_at_once_is_received_once(in_fresnes):
    offer(in_fresnes, PLAIN)
    case = answered(bench_draft(), endroit=SUN, vous=ABOUT_ME)
    case, officer = operations.submit(case=case, by=case.requester, at=AT).case, agent()
    case = operations.take(case=case, by=officer, at=AT)
    case = operations.ask_information(case=case, by=officer, at=AT, message="Quand ?", questions=["from"])
    raw = {"from": "02/04/2026"}
    send = partial(operations.answer, case=case, by=case.requester, at=AT, message="", raw=raw)
    outcomes = together(in_fresnes, send, send)
    assert sorted(outcome if isinstance(outcome, str) else "sent" for outcome in outcomes) == [
        "not_waiting_for_answer",
        "sent",
    ]


def test_two_accounts_type_one_key_and_exactly_one_is_tied(in_fresnes):
    (issued, *_) = register_known_family(declaration=declaration(), reference="ancien-1", at=AT).keys
    calls = [partial(redeem_key, user=citizen(), typed=issued.text, at=AT) for _ in range(2)]
    outcomes = together(in_fresnes, *calls)
    assert sorted(outcome if isinstance(outcome, str) else "tied" for outcome in outcomes) == [
        "key_already_used",
        "tied",
    ]
    assert Person.objects.exclude(account=None).count() == 1


def test_guesses_made_at_once_are_all_counted(in_fresnes):
    attacker = citizen()
    outcomes = together(
        in_fresnes, *(partial(redeem_key, user=attacker, typed=wrong_key(seed), at=AT) for seed in range(8))
    )
    assert sorted(outcomes) == ["key_unknown"] * 5 + ["too_many_key_attempts"] * 3
    assert KeyAttempt.objects.count() == 5


@pytest.mark.parametrize("commune", ["in_villefranque", "in_fresnes"])
def test_two_agents_accept_at_once_and_one_household_is_made(commune, request):
    here = request.getfixturevalue(commune)
    case = in_review()
    accept = partial(operations.accept, case=case, at=AT, version=case.version)
    outcomes = together(here, partial(accept, by=agent()), partial(accept, by=agent()))
    assert sorted(outcome if isinstance(outcome, str) else "accepted" for outcome in outcomes) == [
        "accepted",
        "case_changed",
    ]
    assert Household.objects.count() == 1


def test_one_agent_accepts_while_another_refuses(in_fresnes):
    case = in_review()
    outcomes = together(
        in_fresnes,
        partial(operations.accept, case=case, by=agent(), at=AT),
        partial(operations.refuse, case=case, by=agent(), at=AT, reason="Non."),
    )
    assert sum(outcome == "transition_refused" for outcome in outcomes) == 1
    case.refresh_from_db()
    assert Household.objects.count() == (1 if case.status == CaseStatus.ACCEPTED else 0)


def test_the_declarations_of_both_parents_accepted_at_once_raise_the_question(in_villefranque):
    fathers = in_review(citizen(), declaration(co_representative=None, contacts=()))
    hers = declaration(holder=solange(address=HOME), co_representative=None, children=(nina(key="e9"),))
    mothers = in_review(citizen(), hers)
    calls = [partial(operations.accept, case=case, by=agent(), at=AT) for case in (fathers, mothers)]
    together(in_villefranque, *calls)
    assert (Household.objects.count(), MatchCandidate.objects.count()) == (2, 1)


def test_without_the_lock_on_the_children_the_question_would_be_missed(in_villefranque, monkeypatch):
    """The negative control of the test above: both acceptances look before either is committed."""
    look = households.find_candidates
    both_written = Barrier(2)

    def look_together(**asked):
        both_written.wait(timeout=20)
        return look(**asked)

    monkeypatch.setattr(households, "lock_children", lambda _declaration: None)
    monkeypatch.setattr(households, "find_candidates", look_together)
    fathers = in_review(citizen(), declaration(co_representative=None, contacts=()))
    hers = declaration(holder=solange(address=HOME), co_representative=None, children=(nina(key="e9"),))
    calls = [partial(operations.accept, case=case, by=agent(), at=AT) for case in (fathers, in_review(citizen(), hers))]
    together(in_villefranque, *calls)
    assert (Household.objects.count(), MatchCandidate.objects.count()) == (2, 0)
