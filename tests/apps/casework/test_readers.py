"""The words of a family wait for an agent's eyes: the first ones say since when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Event
from apps.casework import operations
from apps.casework.errors import AgentOfAnotherService, CaseChanged
from apps.casework.models import Case
from tests.apps.accounts.people import citizen
from tests.apps.casework.makers import AT, in_review
from tests.apps.families.makers import agent

LATER = AT + timedelta(hours=1)


@pytest.fixture
def case(in_fresnes) -> Case:
    return in_review()


def current(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def written(case: Case, at=AT) -> Case:
    operations.post_message(case=case, by=case.requester, at=at, body="Bonjour, avez-vous reçu mes papiers ?")
    return current(case)


def test_the_first_words_wait_and_the_next_ones_do_not_put_them_off(case: Case) -> None:
    assert case.family_wrote_at is None
    assert written(case).family_wrote_at == AT
    assert written(case, LATER).family_wrote_at == AT


def test_an_answer_to_the_service_waits_too(case: Case) -> None:
    asked = operations.ask_information(case=written(case), by=agent(), at=AT, message="Le livret ?")
    assert asked.family_wrote_at is None
    answered = operations.answer(case=asked, by=case.requester, at=LATER, message="Le voici.")
    assert current(answered).family_wrote_at == LATER


def test_reading_them_clears_the_mark_and_leaves_the_version(case: Case) -> None:
    wrote = written(case)
    read = operations.read_exchanges(case=wrote, by=agent(), at=LATER, version=wrote.version)
    assert (current(read).family_wrote_at, current(read).version) == (None, wrote.version)
    operations.read_exchanges(case=read, by=agent(), at=LATER)
    assert Event.objects.filter(action="casework.exchanges_read").count() == 1


def test_what_came_meanwhile_was_not_read(case: Case) -> None:
    seen = written(case).version
    written(case, LATER)
    with pytest.raises(CaseChanged):
        operations.read_exchanges(case=case, by=agent(), at=LATER, version=seen)
    with pytest.raises(AgentOfAnotherService):
        operations.read_exchanges(case=case, by=citizen("voisin"), at=LATER)
    assert current(case).family_wrote_at == AT


def test_answering_or_ending_is_reading(case: Case) -> None:
    operations.post_message(case=written(case), by=agent(), at=LATER, body="Oui.")
    assert current(case).family_wrote_at is None
    assert operations.cancel(case=written(case), by=case.requester, at=LATER).family_wrote_at is None


@pytest.mark.parametrize("end", [operations.accept, operations.refuse])
def test_a_decision_is_reading(case: Case, end) -> None:
    more = {"reason": "Hors commune."} if end is operations.refuse else {}
    assert end(case=written(case), by=agent(), at=LATER, **more).family_wrote_at is None


def test_the_database_keeps_no_mark_on_what_is_over(case: Case) -> None:
    over = operations.refuse(case=case, by=agent(), at=AT, reason="Hors commune.")
    rule = "case_waits_for_a_reader_while_it_lives"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Case.objects.filter(pk=over.pk).update(family_wrote_at=AT)
