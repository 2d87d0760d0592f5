"""The pages of the vaccines that come with an enrolment reach those who check vaccines, once."""

from datetime import date

import pytest

from apps.casework import operations as casework
from apps.casework.enums import PieceVerdict
from apps.casework.models import Case
from apps.documents.models import Document
from apps.enrolments import pieces
from apps.health.enums import VaccinationState
from apps.health.models import Vaccination
from apps.health.queries import VaccineTab, children_of_tab
from tenants import context
from tests.factories import AgentFactory, DocumentFactory, UserFactory, VaccinationFactory

from .filings import JUNE, Family, family, filed

pytestmark = pytest.mark.usefixtures("in_villennes")

LUNCH = "restauration-scolaire.annee-2026-2027"
MORNING = "accueil-du-matin.annee-2026-2027"
BOOKLET = "carnet-vaccination"


@pytest.fixture
def home() -> Family:
    return family("Léo", "Zoé", school="elementaire-du-bourg", birth_date=date(2018, 5, 4))


def booklet_of(case: Case) -> Document:
    return case.attachments.filter(kind=BOOKLET).latest("pk").document


def proofs() -> list[tuple[str, str, Document | None]]:
    found = Vaccination.objects.order_by("child__first_names").select_related("document", "child")
    return [(proof.child.first_names, proof.state, proof.document) for proof in found]


def accepted(case: Case) -> Case:
    taken = casework.take(case=case, by=AgentFactory(), at=JUNE)
    return casework.accept(case=taken, by=taken.assigned_to, at=JUNE)


def test_each_child_of_the_request_waits_for_an_agent_to_read_its_pages(home):
    leo, zoe = home.children
    case = filed(home, {leo: [LUNCH], zoe: [LUNCH]})
    page = booklet_of(case)
    assert proofs() == [("Léo", VaccinationState.SENT, page), ("Zoé", VaccinationState.SENT, page)]
    assert [child.first_names for child in children_of_tab(VaccineTab.TO_CHECK)] == ["Léo", "Zoé"]


def test_what_an_agent_read_is_not_to_be_read_again_once_the_request_is_accepted(home):
    leo, _zoe = home.children
    case = filed(home, {leo: [LUNCH]})
    Vaccination.objects.update(state=VaccinationState.CHECKED, checked_at=JUNE, checked_by=UserFactory())
    accepted(case)
    assert proofs() == [("Léo", VaccinationState.CHECKED, booklet_of(case))]


def test_pages_joined_again_from_an_earlier_request_are_not_sent_again(home):
    leo, _zoe = home.children
    first = accepted(filed(home, {leo: [LUNCH]}))
    Vaccination.objects.update(state=VaccinationState.INCOMPLETE)
    second = filed(home, {leo: [MORNING]})
    assert booklet_of(second) == booklet_of(first)
    assert [state for _name, state, _page in proofs()] == [VaccinationState.INCOMPLETE]


@pytest.mark.parametrize(
    ("state", "left"),
    [(VaccinationState.SWORN, VaccinationState.SENT), (VaccinationState.INCOMPLETE, VaccinationState.INCOMPLETE)],
)
def test_pages_known_already_prove_what_was_only_sworn(home, state, left):
    leo, _zoe = home.children
    accepted(filed(home, {leo: [LUNCH]}))
    Vaccination.objects.all().delete()
    VaccinationFactory(child=leo, state=state)
    filed(home, {leo: [MORNING]})
    assert [found for _name, found, _page in proofs()] == [left]


def test_new_pages_are_read_again(home):
    leo, _zoe = home.children
    VaccinationFactory(child=leo, state=VaccinationState.INCOMPLETE, document=DocumentFactory())
    case = filed(home, {leo: [LUNCH]})
    assert proofs() == [("Léo", VaccinationState.SENT, booklet_of(case))]


def test_the_pages_joined_to_an_answer_are_sent_with_the_decision(home):
    leo, _zoe = home.children
    taken = casework.take(case=filed(home, {leo: [LUNCH]}), by=AgentFactory(), at=JUNE)
    blurred = taken.attachments.get(kind=BOOKLET)
    casework.judge_piece(
        attachment=blurred, verdict=PieceVerdict.REFUSED, reason="Illisible.", by=taken.assigned_to, at=JUNE
    )
    taken.refresh_from_db()
    casework.ask_information(case=taken, by=taken.assigned_to, at=JUNE, message="Une page lisible ?", kinds=[BOOKLET])
    sharp = DocumentFactory(owner=home.parent, kind=BOOKLET)
    answered = casework.answer(case=taken, by=home.parent, at=JUNE, message="", pieces={BOOKLET: sharp})
    assert [page for _name, _state, page in proofs()] == [blurred.document]
    casework.accept(case=answered, by=answered.assigned_to, at=JUNE)
    assert proofs() == [("Léo", VaccinationState.SENT, sharp)]


def test_only_the_children_whose_activity_asks_for_the_pages_are_concerned(home):
    leo, zoe = home.children
    activities = {activity.slug: activity for activity in context.config().activities}
    wanted = [(leo, activities["le-local"]), (zoe, activities["etude"]), (zoe, activities["mercredis"])]
    assert pieces.vaccinated(wanted) == (zoe,)
