"""The engine knows nothing of families: another procedure goes the same way."""

from dataclasses import dataclass
from datetime import date

import pytest

from apps.casework import handlers, operations, procedures, queries
from apps.casework.enums import CaseStatus
from apps.casework.errors import CaseIncomplete
from apps.casework.handlers import Outcome
from apps.messaging.models import Message
from tests.apps.casework.makers import AT
from tests.apps.families.makers import agent, citizen

pytestmark = pytest.mark.usefixtures("in_fresnes")


@dataclass(frozen=True, kw_only=True)
class Missing:
    person: str = ""
    person_label: str = "La demande"
    field: str = "reason"
    message: str = "écrivez pourquoi"


class BenchHandler:
    """ "Un banc devant chez moi"."""

    def __init__(self):
        self.benches = []

    def check_opening(self, user):
        pass

    def check_filing(self, user, payload):
        pass

    def new_payload(self, user):
        return {"reason": ""}

    def problems(self, payload, today: date):
        return () if payload["reason"] else (Missing(),)

    def sections(self, payload):
        return ()

    def known(self, case):
        return None

    def accept(self, *, case, by, at):
        self.benches.append(case.number)
        return Outcome(sentences=("Le banc sera posé.",))


def terms(config):
    return procedures.Terms(
        title="Demander un banc",
        service="accueil-unique",
        expected_minutes=2,
        silence_accepts=True,
        silence_months=1,
        attachments=(),
    )


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(procedures, "_procedures", dict(procedures._procedures))
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    handler = BenchHandler()
    handlers.register("banc", handler)
    procedures.register(procedures.Procedure(slug="banc", version=1, handler="banc", terms_in=terms))
    return handler


def test_another_procedure_goes_from_draft_to_decision(bench):
    parent = citizen()
    case = operations.open_draft(procedure="banc", by=parent, at=AT)
    with pytest.raises(CaseIncomplete):
        operations.submit(case=case, by=parent, at=AT)
    operations.save_draft(case=case, payload={"reason": "Mes genoux"}, by=parent, at=AT)
    case = operations.submit(case=case, by=parent, at=AT).case
    assert "au jeudi 16 avril 2026, votre demande sera acceptée" in Message.objects.get().text
    case = operations.accept(case=operations.take(case=case, by=agent(), at=AT), by=agent(), at=AT)
    assert (case.status, bench.benches) == (CaseStatus.ACCEPTED, [case.number])
    assert "Le banc sera posé." in Message.objects.order_by("pk").last().text
    assert queries.decision_file(case).known is None


def test_two_procedures_share_the_numbers_and_not_the_drafts(bench):
    parent = citizen()
    family = operations.open_draft(procedure="famille", by=parent, at=AT)
    seat = operations.open_draft(procedure="banc", by=parent, at=AT)
    assert family != seat
    assert [procedure.slug for procedure in procedures.every()] == ["banc", "famille"]
