"""What requests about health said goes with their school year; that they were made stays."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from apps.audit.models import Event
from apps.casework import handlers, queries
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.casework.operations.forgetting import forget_health_requests
from apps.casework.tasks import forget_health
from apps.documents.models import Document
from apps.health.models import HealthRecord
from apps.health.operations import erase_ended, remind_of_leaving
from tests.apps.casework.health_cases import filed
from tests.apps.health.makers import at, family
from tests.factories import (
    CaseAttachmentFactory,
    CaseEventFactory,
    CaseMessageFactory,
    CaseNoteFactory,
    DocumentFactory,
)
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
LAST_DAY, GONE = date(2026, 9, 30), date(2026, 10, 1)
DAY = timedelta(days=1)


def decided(*, accepted: bool, on: datetime = AT, **documents: Document) -> Case:
    """A request about health that was talked about, noted, completed and decided."""
    known = family()
    case = filed(known)
    CaseMessageFactory(case=case, body="Il a fait une crise hier.")
    CaseNoteFactory(case=case, body="Voir l’infirmière.")
    CaseEventFactory(case=case, text="Stylo à l’accueil.")
    for kind, document in documents.items():
        Document.objects.filter(pk=document.pk).update(owner=known.parent)
        CaseAttachmentFactory(case=case, document=document, kind=kind)
    status = CaseStatus.ACCEPTED if accepted else CaseStatus.REFUSED
    case.status, case.decided_at, case.decision_note = status, on, "Ordonnance trop ancienne."
    case.save()
    return case


def waiting(case: Case) -> None:
    """A commune where an agent decides."""
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.SUBMITTED, decided_at=None)


def kept(case: Case) -> tuple[int, int, int, int]:
    return case.exchanges.count(), case.notes.count(), case.attachments.count(), case.events.exclude(pk=None).count()


@pytest.mark.parametrize("accepted", [True, False])
def test_all_that_was_said_goes_the_day_after_and_the_trace_stays(accepted: bool) -> None:
    booklet, paper = DocumentFactory(kind="carnet-vaccination"), DocumentFactory(kind="autre")
    case = decided(accepted=accepted, carnet=booklet, autre=paper)
    lines = case.events.count()
    assert forget_health_requests(at=at(LAST_DAY)) == 0
    assert forget_health_requests(at=at(GONE)) == 1
    assert forget_health_requests(at=at(GONE)) == 0
    case = Case.objects.get()
    assert kept(case) == (0, 0, 0, lines)
    assert {event.text for event in case.events.all()} == {""}
    assert case.decision_note == ("" if accepted else "Réponse effacée avec le dossier santé.")
    assert case.payload["answers"] == {}
    assert list(Document.objects.kept()) == [paper]
    assert Event.objects.about(case).newest_first()[0].action == "casework.contents_erased"


def test_the_page_says_that_it_was_erased_and_its_agent_compares_nothing() -> None:
    case = decided(accepted=True)
    child = case.payload["children"]
    forget_health_requests(at=at(GONE))
    case = Case.objects.get()
    (section,) = queries.case_file(case).sections
    assert section.rows == (("Contenu", "Effacé le 01/10/2026, l’année scolaire étant passée."),)
    assert handlers.of_case(case).known(case).rows == ()
    assert queries.case_of(case.requester, case.number) == case
    assert case.payload["children"] == child  # who may follow it is still known


def test_a_decision_of_the_summer_is_kept_with_the_year_to_come() -> None:
    decided(accepted=False, on=at(date(2026, 7, 2)))
    assert forget_health_requests(at=at(GONE)) == 0
    assert forget_health_requests(at=at(date(2027, 10, 1))) == 1


def test_neither_a_request_that_waits_nor_another_procedure_is_touched() -> None:
    waiting(filed(family()))
    other = decided(accepted=True)
    Case.objects.filter(pk=other.pk).update(reserved_to="")
    assert forget_health_requests(at=at(date(2030, 1, 1))) == 0


def test_what_is_known_of_a_child_stays_while_a_request_waits_for_its_decision() -> None:
    known = family()
    case = decided(accepted=True)
    child = HealthRecord.objects.get().child
    waiting(filed(known))
    HealthRecord.objects.filter(child=known.child).update(updated_at=AT)
    for day in (date(2026, 7, 2), GONE):
        remind_of_leaving(at=at(day))
    erase_ended(at=at(GONE + DAY))
    assert HealthRecord.objects.filter(child=known.child).exists()
    assert case.payload["children"] == [child.pk]


def test_the_night_does_it_once() -> None:
    decided(accepted=True)
    Case.objects.update(decided_at=timezone.now() - timedelta(days=800))
    forget_health.run()
    forget_health.run()
    assert Case.objects.filter(contents_erased_at__isnull=False).count() == 1
    assert Event.objects.filter(action="casework.contents_erased").count() == 1
