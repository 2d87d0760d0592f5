"""What asks for no decision: it is answered and closed, and nobody is told that silence refuses it."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from apps.casework import operations
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import AgentOfAnotherService, DecisionAwaited, NothingToDecide
from apps.casework.models import Case
from apps.messaging.models import Message
from communes_config.schema import Silence
from core.workflow import TransitionRefused
from tests.apps.accounts.people import citizen
from tests.apps.casework.benches import BENCH, bench_filed
from tests.apps.casework.makers import AT
from tests.apps.families.makers import agent
from tests.configurations import offer


@pytest.fixture(autouse=True)
def _commune(in_fresnes) -> None:
    offer(in_fresnes, replace(BENCH, silence=Silence.NONE))


@pytest.fixture
def opinion() -> Case:
    return operations.take(case=bench_filed(), by=agent(), at=AT)


def test_its_acknowledgement_promises_an_answer_and_threatens_nothing() -> None:
    bench_filed()
    text = Message.objects.get().text
    assert "Jusqu’à quand : le service y donne suite au plus tard le samedi 16 mai 2026." in text
    assert "n’appelle pas de décision : rien n’est accepté ni refusé." in text
    assert not [word for word in ("refusée", "tribunal", "recours") if word in text]


def test_an_agent_answers_it_and_closes_it(opinion: Case) -> None:
    closed = operations.close(case=opinion, by=agent(), at=AT, words=" Merci de nous l’avoir dit. ")
    assert (closed.status, closed.decided_at, closed.decision_note) == ("closed", AT, "Merci de nous l’avoir dit.")
    assert closed.events.last().kind == EventKind.CLOSED
    message = Message.objects.order_by("pk").last()
    assert message.subject == f"Demande n° {closed.number} : le service vous répond"
    assert "Le banc sera posé." in message.text
    assert "Sa réponse : Merci de nous l’avoir dit." in message.text
    assert "acceptée" not in message.text
    with pytest.raises(TransitionRefused):
        operations.close(case=closed, by=agent(), at=AT)


def test_it_is_closed_without_a_word_when_nobody_waits_for_one(opinion: Case) -> None:
    operations.close(case=opinion, by=agent(), at=AT)
    assert "Sa réponse" not in Message.objects.order_by("pk").last().text


def test_nobody_accepts_or_refuses_it(opinion: Case) -> None:
    with pytest.raises(NothingToDecide):
        operations.accept(case=opinion, by=agent(), at=AT)
    with pytest.raises(NothingToDecide):
        operations.refuse(case=opinion, by=agent(), at=AT, reason="Non.")
    with pytest.raises(AgentOfAnotherService):
        operations.close(case=opinion, by=citizen("voisin"), at=AT)
    assert Case.objects.get().status == CaseStatus.IN_REVIEW


def test_what_waits_for_a_decision_is_not_closed_instead(in_fresnes) -> None:
    offer(in_fresnes, BENCH)
    case = operations.take(case=bench_filed(), by=agent(), at=AT)
    with pytest.raises(DecisionAwaited):
        operations.close(case=case, by=agent(), at=AT)


def test_a_request_ends_as_its_author_was_told_even_when_the_commune_changes_its_mind(opinion: Case, in_fresnes):
    offer(in_fresnes, BENCH)
    assert operations.close(case=opinion, by=agent(), at=AT).status == CaseStatus.CLOSED


@pytest.mark.parametrize(("status", "awaits"), [("accepted", False), ("closed", True)])
def test_the_database_refuses_the_other_ending(opinion: Case, status: str, awaits: bool) -> None:
    rule = "case_is_decided_or_closed_as_its_author_was_told"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Case.objects.filter(pk=opinion.pk).update(status=status, awaits_decision=awaits)
