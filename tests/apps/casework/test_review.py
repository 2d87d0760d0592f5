from datetime import timedelta

import pytest

from apps.accounts.enums import Role
from apps.casework import operations, queries
from apps.casework.enums import CaseStatus, Clock, EventKind
from apps.casework.errors import (
    AgentOfAnotherService,
    CaseChanged,
    DocumentNotYours,
    ExchangesClosed,
    MessageMissing,
    NotWaitingForAnswer,
    ReasonMissing,
)
from apps.families import queries as families
from apps.families.models import Household, ServiceKey
from apps.messaging.models import Message
from core.workflow import TransitionRefused
from tests.apps.casework.makers import AT, document, draft, filed, in_review
from tests.apps.families.makers import agent, citizen, declaration, solange

DAY = timedelta(days=1)
fresnes = pytest.mark.usefixtures("in_fresnes")
villefranque = pytest.mark.usefixtures("in_villefranque")
carbon_blanc = pytest.mark.usefixtures("in_carbon_blanc")


def subjects() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


@fresnes
def test_each_change_is_told_by_e_mail():
    case, officer = filed(), agent()
    case = operations.take(case=case, by=officer, at=AT)
    case = operations.ask_information(case=case, by=officer, at=AT, message="Il manque une page.", pieces=["Livret"])
    case = operations.answer(case=case, by=case.requester, at=AT, message="La voici.")
    case = operations.refuse(case=case, by=officer, at=AT, reason="Hors de la commune.")
    assert subjects() == [
        "Nous avons reçu votre demande n° 2026-000001",
        "Demande n° 2026-000001 : votre demande est en cours d’instruction",
        "Demande n° 2026-000001 : il manque quelque chose",
        "Demande n° 2026-000001 : vos compléments sont arrivés",
        "Demande n° 2026-000001 : refusée",
    ]
    assert [event.kind for event in case.events.all()] == [
        EventKind.SUBMITTED,
        EventKind.TAKEN,
        EventKind.INFORMATION_ASKED,
        EventKind.ANSWERED,
        EventKind.REFUSED,
    ]


@fresnes
def test_the_clock_stops_while_the_service_waits_and_runs_on_with_the_answer():
    case = in_review()
    due = case.due_at
    case = operations.ask_information(case=case, by=agent(), at=AT + DAY, message="Livret ?", pieces=["Livret"])
    assert (case.status, case.clock, case.is_late_at(due + 90 * DAY)) == (
        CaseStatus.NEEDS_INFORMATION,
        Clock.STOPPED,
        False,
    )
    case = operations.answer(case=case, by=case.requester, at=AT + 11 * DAY, message="Voilà")
    assert (case.status, case.clock, case.due_at) == (CaseStatus.IN_REVIEW, Clock.RUNNING, due + 10 * DAY)
    assert not case.is_late_at(case.due_at - timedelta(microseconds=1))
    assert case.is_late_at(case.due_at)


@fresnes
def test_the_missing_pieces_are_listed_and_the_answer_closes_the_list():
    case = operations.ask_information(
        case=in_review(), by=agent(), at=AT, message="Deux pièces.", pieces=["Livret de famille", "Jugement"]
    )
    assert queries.case_file(case).waiting_request.pieces == ["Livret de famille", "Jugement"]
    message = Message.objects.order_by("pk").last()
    assert "- Livret de famille\n- Jugement" in message.text
    piece = document(case.requester)
    case = operations.answer(case=case, by=case.requester, at=AT, message="", documents=[piece])
    file = queries.case_file(case)
    assert file.waiting_request is None
    livret = next(asked for asked in file.pieces if asked.kind.slug == "livret-de-famille")
    assert (livret.attachments[-1].document, file.other_attachments) == (piece, ())


@villefranque
def test_acceptance_puts_the_family_in_the_account_where_the_key_is_automatic():
    case = operations.accept(case=in_review(), by=agent(), at=AT)
    card = families.family_card(case.requester)
    assert [line.person.full_name for line in card.members] == ["Maurice Testo", "Solange Testa", "Nina Testo"]
    assert card.household.reference == f"demande-{case.number}"
    assert ServiceKey.objects.get().used_by == case.requester
    assert "déjà dans votre espace" in Message.objects.order_by("pk").last().text
    assert "families/service_key" not in Message.objects.values_list("template", flat=True)


@pytest.mark.parametrize("commune", ["in_fresnes", "in_carbon_blanc"])
def test_acceptance_mails_the_key_to_type_elsewhere(commune, request):
    request.getfixturevalue(commune)
    from apps.families.operations import redeem_key

    case = operations.accept(case=in_review(), by=agent(), at=AT)
    assert families.household_of(case.requester) is None
    assert families.waits_for_key(case.requester)
    letter = Message.objects.get(template="families/service_key")
    assert letter.recipient == case.requester.email
    key = next(line for line in letter.text.splitlines() if line.count("-") == 2 and line.isupper())
    household = redeem_key(user=case.requester, typed=key, at=AT)
    assert families.household_of(case.requester) == household
    assert not families.waits_for_key(case.requester)


@villefranque
def test_a_decision_happens_once():
    case, officer = in_review(), agent()
    operations.accept(case=case, by=officer, at=AT)
    with pytest.raises(TransitionRefused):
        operations.accept(case=case, by=officer, at=AT)
    assert Household.objects.count() == 1


@villefranque
def test_what_the_handler_refuses_leaves_nothing_behind():
    from apps.families.errors import AlreadyHolder
    from apps.families.operations import create_household

    case = in_review()
    other = declaration(holder=solange(address=None), co_representative=None, children=())
    create_household(declaration=other, account=case.requester, by=None, at=AT)
    before = Message.objects.count()
    with pytest.raises(AlreadyHolder):
        operations.accept(case=case, by=agent(), at=AT)
    case.refresh_from_db()
    assert (case.status, Household.objects.count(), Message.objects.count()) == (CaseStatus.IN_REVIEW, 1, before)


@fresnes
def test_a_refusal_says_why():
    case = in_review()
    with pytest.raises(ReasonMissing):
        operations.refuse(case=case, by=agent(), at=AT, reason="  ")
    case = operations.refuse(case=case, by=agent(), at=AT, reason="Adresse hors de la commune.")
    assert (case.status, case.decision_note) == (CaseStatus.REFUSED, "Adresse hors de la commune.")
    assert "Adresse hors de la commune." in Message.objects.order_by("pk").last().text


@fresnes
def test_an_agent_who_read_an_older_version_is_told():
    case = in_review()
    operations.post_message(case=case, by=case.requester, at=AT, body="Je précise.")
    with pytest.raises(CaseChanged):
        operations.accept(case=case, by=agent(), at=AT, version=case.version)
    case.refresh_from_db()
    assert operations.accept(case=case, by=agent(), at=AT, version=case.version).status == CaseStatus.ACCEPTED


@fresnes
@pytest.mark.parametrize("role", [Role.READER, None])
def test_only_an_agent_of_the_service_decides(role):
    case = in_review()
    stranger = agent(role=role) if role else agent(service="un-autre-service")
    for decide in (
        lambda: operations.accept(case=case, by=stranger, at=AT),
        lambda: operations.refuse(case=case, by=stranger, at=AT, reason="Non."),
        lambda: operations.ask_information(case=case, by=stranger, at=AT, message="?"),
        lambda: operations.post_message(case=case, by=stranger, at=AT, body="?"),
    ):
        with pytest.raises(AgentOfAnotherService):
            decide()


@fresnes
def test_a_case_is_given_to_a_colleague_of_the_service():
    case, colleague = in_review(), agent()
    assert operations.assign(case=case, to=colleague, by=agent(), at=AT).assigned_to == colleague
    with pytest.raises(AgentOfAnotherService):
        operations.assign(case=case, to=agent(role=Role.READER), by=agent(), at=AT)


@fresnes
def test_the_citizen_withdraws_until_the_decision():
    case = in_review()
    assert operations.cancel(case=case, by=case.requester, at=AT).status == CaseStatus.CANCELLED
    refused = operations.refuse(case=in_review(), by=agent(), at=AT, reason="Non.")
    with pytest.raises(TransitionRefused):
        operations.cancel(case=refused, by=refused.requester, at=AT)


@fresnes
def test_both_sides_write_while_the_case_is_alive():
    case, officer = in_review(), agent()
    operations.post_message(case=case, by=officer, at=AT, body="Bonjour")
    operations.post_message(case=case, by=case.requester, at=AT + DAY, body="Bonsoir")
    turns = [(message.from_service, message.body) for message in queries.case_file(case).exchanges]
    assert turns == [(True, "Bonjour"), (False, "Bonsoir")]
    assert subjects()[-1] == "Demande n° 2026-000001 : le service vous écrit"
    operations.refuse(case=case, by=officer, at=AT, reason="Non.")
    with pytest.raises(ExchangesClosed):
        operations.post_message(case=case, by=case.requester, at=AT, body="Pourquoi ?")


@fresnes
def test_an_answer_has_words_or_pieces_of_ones_own():
    case = operations.ask_information(case=in_review(), by=agent(), at=AT, message="Livret ?")
    with pytest.raises(MessageMissing):
        operations.answer(case=case, by=case.requester, at=AT, message="")
    with pytest.raises(DocumentNotYours):
        operations.answer(case=case, by=case.requester, at=AT, message="Voilà", documents=[document(citizen())])
    with pytest.raises(NotWaitingForAnswer):
        operations.answer(case=case, by=citizen(), at=AT, message="Voilà")


@fresnes
def test_nothing_is_answered_when_nothing_is_asked():
    case = in_review()
    with pytest.raises(NotWaitingForAnswer):
        operations.answer(case=case, by=case.requester, at=AT, message="Voilà")


@fresnes
def test_a_draft_is_nobodys_business():
    case = draft()
    with pytest.raises(TransitionRefused):
        operations.take(case=case, by=agent(), at=AT)
