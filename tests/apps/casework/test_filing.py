from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from apps.accounts.enums import AccountStatus
from apps.casework import operations, queries
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import (
    AccountMayNotFile,
    AlreadyFiled,
    AttachmentInTheFuture,
    AttachmentsMissing,
    AttachmentTooOld,
    AttachmentUndated,
    AttachmentUnknown,
    CaseIncomplete,
    DocumentNotYours,
    DraftMissing,
)
from apps.casework.family import SLUG
from apps.casework.models import Case
from apps.families.errors import AlreadyHolder
from apps.families.operations import create_household
from apps.messaging.models import Message
from tests.apps.casework.makers import document, draft, filed
from tests.apps.families.makers import citizen, declaration, maurice
from tests.instants import MONDAY_MORNING, PARIS

pytestmark = pytest.mark.usefixtures("in_fresnes")
AT = MONDAY_MORNING


def test_a_draft_starts_with_what_the_account_says():
    case = operations.open_draft(procedure=SLUG, by=citizen(mobile="06 00 00 00 01"), at=AT)
    holder = case.payload["holder"]
    assert (holder["usual_name"], holder["mobile"], holder["address"]["street"]) == (
        "Testo",
        "06 00 00 00 01",
        "rue des Lilas",
    )


def test_one_finds_ones_draft_again():
    parent = citizen()
    first = operations.open_draft(procedure=SLUG, by=parent, at=AT)
    assert operations.open_draft(procedure=SLUG, by=parent, at=AT + timedelta(days=3)) == first
    assert list(queries.drafts_of(parent)) == [first]


def test_filing_gives_a_number_and_a_date_from_which_silence_decides():
    case = filed()
    assert (case.number, case.status) == ("2026-000001", CaseStatus.SUBMITTED)
    assert case.due_at == datetime(2026, 5, 17, tzinfo=PARIS)  # two months, the last day included


def test_numbers_follow_one_another_and_start_again_each_year():
    numbers = [filed().number, filed().number, filed(at=datetime(2027, 1, 1, 0, 30, tzinfo=PARIS)).number]
    assert numbers == ["2026-000001", "2026-000002", "2027-000001"]


def test_the_acknowledgement_has_what_the_law_wants():
    case = filed()
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (
        case.requester.email,
        "Nous avons reçu votre demande n° 2026-000001",
    )
    for mention in (
        "reçue le lundi 16 mars 2026",
        "au samedi 16 mai 2026, votre demande sera considérée comme refusée",
        "Accueil unique",
        "1 place Pierre et Marie Curie",
        "01 49 84 56 56",
        "accueil.unique@fresnes94.fr",
        "tribunal administratif",
    ):
        assert mention in message.text
        assert mention in message.html


def test_the_link_of_the_acknowledgement_shows_the_number_and_the_state():
    case = draft()
    result = operations.submit(case=case, by=case.requester, at=AT)
    assert reverse("portal:case-tracking", args=[result.tracking_token]) in Message.objects.get().text
    tracked = queries.tracked(result.tracking_token)
    assert (tracked.number, tracked.status) == ("2026-000001", CaseStatus.SUBMITTED)
    assert result.tracking_token not in str(Case.objects.values().get(pk=case.pk))
    assert queries.tracked("autre") is None


def test_an_incomplete_declaration_is_not_filed():
    case = draft(family=declaration(holder=maurice(usual_name="")))
    with pytest.raises(CaseIncomplete) as refused:
        operations.submit(case=case, by=case.requester, at=AT)
    assert [str(problem) for problem in refused.value.context["problems"]] == ["Maurice : indiquez le nom d’usage"]


def test_a_missing_piece_is_named():
    case = draft()
    operations.detach(attachment=case.attachments.get(kind="livret-de-famille"), by=case.requester, at=AT)
    with pytest.raises(AttachmentsMissing, match="Livret de famille"):
        operations.submit(case=case, by=case.requester, at=AT)


@pytest.mark.parametrize(
    ("today", "accepted"), [(date(2026, 8, 15), True), (date(2026, 8, 16), False), (date(2026, 5, 14), False)]
)
def test_a_proof_of_address_is_of_less_than_three_months(today, accepted):
    parent = citizen()
    at = datetime(today.year, today.month, today.day, 12, tzinfo=PARIS)
    case = operations.open_draft(procedure=SLUG, by=parent, at=at)
    proof = document(parent, "justificatif-de-domicile", issued_on=date(2026, 5, 15))
    attach = {"case": case, "document": proof, "kind": "justificatif-de-domicile", "by": parent, "at": at}
    if accepted:
        assert operations.attach(**attach).document == proof
    else:
        refusal = AttachmentInTheFuture if today < date(2026, 5, 15) else AttachmentTooOld
        with pytest.raises(refusal, match="Justificatif de domicile"):
            operations.attach(**attach)


def test_a_proof_of_address_has_a_date():
    case = operations.open_draft(procedure=SLUG, by=citizen(), at=AT)
    undated = document(case.requester, "justificatif-de-domicile")
    with pytest.raises(AttachmentUndated):
        operations.attach(case=case, document=undated, kind=undated.kind, by=case.requester, at=AT)


def test_a_piece_grows_old_while_the_draft_sleeps():
    case = draft()
    with pytest.raises(AttachmentTooOld):
        operations.submit(case=case, by=case.requester, at=AT + timedelta(days=120))


def test_one_joins_ones_own_documents_for_what_is_asked():
    case = operations.open_draft(procedure=SLUG, by=citizen(), at=AT)
    joined = {"case": case, "by": case.requester, "at": AT}
    with pytest.raises(DocumentNotYours):
        operations.attach(document=document(citizen()), kind="livret-de-famille", **joined)
    with pytest.raises(AttachmentUnknown):
        operations.attach(document=document(case.requester), kind="permis-de-chasse", **joined)


@pytest.mark.parametrize("status", [AccountStatus.PENDING_APPROVAL, AccountStatus.DISABLED])
def test_an_account_that_waits_for_the_town_hall_files_nothing(status):
    with pytest.raises(AccountMayNotFile):
        operations.open_draft(procedure=SLUG, by=citizen(status=status), at=AT)


def test_a_second_declaration_waits_for_the_end_of_the_first():
    case = filed()
    with pytest.raises(AlreadyFiled, match="2026-000001"):
        operations.open_draft(procedure=SLUG, by=case.requester, at=AT)
    operations.cancel(case=case, by=case.requester, at=AT)
    assert operations.open_draft(procedure=SLUG, by=case.requester, at=AT).status == CaseStatus.DRAFT


def test_whoever_waits_for_the_key_of_a_family_does_not_declare_it_again():
    parent = citizen()
    create_household(declaration=declaration(), account=parent, by=None, at=AT, tie=False)
    with pytest.raises(AlreadyHolder):
        operations.open_draft(procedure=SLUG, by=parent, at=AT)


def test_a_draft_is_filed_once():
    case = filed()
    with pytest.raises(DraftMissing):
        operations.submit(case=case, by=case.requester, at=AT)
    assert Message.objects.count() == 1


def test_nobody_else_touches_a_draft():
    case = draft()
    for write in (
        lambda by: operations.save_draft(case=case, payload={}, by=by, at=AT),
        lambda by: operations.submit(case=case, by=by, at=AT),
        lambda by: operations.abandon(case=case, by=by, at=AT),
    ):
        with pytest.raises(DraftMissing):
            write(citizen())


def test_an_abandoned_draft_forgets_what_was_typed_and_keeps_the_documents():
    case = draft()
    operations.abandon(case=case, by=case.requester, at=AT)
    case.refresh_from_db()
    assert (case.status, case.payload, case.number) == (CaseStatus.ABANDONED, {}, "")
    assert case.requester.documents.count() == 2
    assert queries.draft_of(case.requester, SLUG) is None


def test_what_a_family_declares_is_unreadable_in_the_database():
    from django.db import connection

    case = draft()
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM casework_case WHERE id = %s", [case.pk])
        assert "Solange" not in cursor.fetchone()[0]
    assert Case.objects.get(pk=case.pk).payload["co_representative"]["first_names"] == "Solange"


def test_the_history_begins_with_the_filing():
    case = filed()
    assert [(event.kind, event.by) for event in case.events.all()] == [(EventKind.SUBMITTED, case.requester)]
