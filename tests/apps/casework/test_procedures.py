"""The engine knows nothing of families: another procedure goes the same way."""

import pytest

from apps.casework import handlers, operations, procedures, queries
from apps.casework.enums import CaseStatus
from apps.casework.errors import CaseIncomplete
from apps.casework.handlers import Outcome, RecordHandler
from apps.messaging.models import Message
from communes_config.schema import ProcedureDefinition, QuestionDefinition, Silence, StepDefinition, Theme
from core.forms import Kind
from tests.apps.casework.makers import AT
from tests.apps.families.makers import agent, citizen
from tests.configurations import offer

pytestmark = pytest.mark.usefixtures("in_fresnes")


BENCH = ProcedureDefinition(
    slug="banc",
    title="Demander un banc",
    summary="Un banc devant chez vous.",
    theme=Theme.CONTACT,
    service="accueil-unique",
    handler="bench",
    silence=Silence.ACCEPT,
    silence_months=1,
    steps=(
        StepDefinition(
            slug="pourquoi",
            title="Pourquoi",
            questions=(QuestionDefinition(slug="reason", label="Votre raison", kind=Kind.LONG_TEXT),),
        ),
    ),
)


class BenchHandler(RecordHandler):
    """ "Un banc devant chez moi"."""

    def __init__(self):
        self.benches = []
        self.refused = []

    def accept(self, *, case, by, at):
        self.benches.append(case.number)
        return Outcome(sentences=("Le banc sera posé.",))

    def refuse(self, *, case, by, at):
        self.refused.append(case.number)


@pytest.fixture
def bench(monkeypatch, in_fresnes):
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    handler = BenchHandler()
    handlers.register("bench", handler)
    offer(in_fresnes, BENCH)
    return handler


def test_another_procedure_goes_from_draft_to_decision(bench):
    parent = citizen()
    case = operations.open_draft(procedure="banc", by=parent, at=AT)
    with pytest.raises(CaseIncomplete):
        operations.submit(case=case, by=parent, at=AT)
    operations.answer_step(case=case, step="pourquoi", raw={"reason": "Mes genoux"}, by=parent, at=AT)
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
    assert [procedure.slug for procedure in procedures.every()] == ["famille", "banc"]


def test_refusal_undoes_what_filing_reserved(bench):
    parent = citizen()
    case = operations.open_draft(procedure="banc", by=parent, at=AT)
    operations.answer_step(case=case, step="pourquoi", raw={"reason": "Mes genoux"}, by=parent, at=AT)
    case = operations.take(case=operations.submit(case=case, by=parent, at=AT).case, by=agent(), at=AT)
    operations.refuse(case=case, by=agent(), at=AT, reason="Pas la place.")
    assert (bench.benches, bench.refused) == ([], [case.number])
