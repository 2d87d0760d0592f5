"""A request of enrolment at the agent's desk: each line with its places, an answer to each, then the whole."""

from collections.abc import Callable

import pytest

from apps.accounts.enums import Role
from apps.casework import operations as casework
from apps.casework.models import Case
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.models import Enrolment
from apps.health.models import HealthAccess
from apps.messaging.models import Message
from tests.apps.backoffice.desk import Desk, texts
from tests.apps.enrolments.filings import CARE_NEXT_YEAR, JUNE, NEXT_YEAR, family, filed
from tests.factories import AgentRoleFactory, EnrolmentFactory, IndividualPlanFactory, SchoolingFactory

pytestmark = pytest.mark.usefixtures("in_villefranque")


@pytest.fixture
def desk(sit: Callable) -> Desk:
    return sit("family_agent")


@pytest.fixture
def home():
    return family("Léo", "Zoé")


@pytest.fixture
def case(desk: Desk, home) -> Case:
    leo, zoe = home.children
    sent = filed(home, {leo: [NEXT_YEAR, CARE_NEXT_YEAR], zoe: [NEXT_YEAR]}, pai="yes")
    return casework.take(case=sent, by=desk.agent, at=JUNE)


def answers(case: Case, **changed: dict[str, str]) -> dict[str, str]:
    """The form as it stands: each line accepted in the group that was asked for."""
    typed = {}
    for rank, line in enumerate(lines(case)):
        given = {"verdict": "accept", "group": str(line.group_id), "reason": "", **changed.get(f"line{rank}", {})}
        typed |= {f"line-{line.pk}-{name}": value for name, value in given.items()}
    return typed


def lines(case: Case) -> list[Enrolment]:
    return list(case.enrolments.order_by("pk"))


def test_each_line_says_its_places_and_the_health_of_nobody(desk: Desk, case: Case) -> None:
    page = desk.get("case", case.number)
    assert texts(page, "article.card h3") == [
        "Léo Durand, Restauration (école publique)",
        "Léo Durand, Garderie (école publique)",
        "Zoé Durand, Restauration (école publique)",
    ]
    assert "Élémentaire : 0 inscrit sur 48, il reste 48 places" in texts(page, "article.card")[1]
    assert "Allergie" not in page.content.decode()


def test_what_speaks_against_a_line_today_is_shown(desk: Desk, case: Case, home) -> None:
    leo = home.children[0]
    leo.schoolings.update(ended_on=JUNE.date())
    SchoolingFactory(child=leo, school=None, elsewhere="Collège", school_year="2026-2027", level="6e")
    assert "À vérifier" in texts(desk.get("case", case.number), "article.card")[0]


def test_answers_are_noted_then_sent_with_the_decision(desk: Desk, case: Case) -> None:
    typed = answers(case, line1={"verdict": "wait"}, line2={"verdict": "refuse", "reason": "Dossier incomplet."})
    assert desk.say("case-lines", case.number, version=case.version, **typed) == [
        "Vos réponses sont notées : acceptez la demande pour les envoyer."
    ]
    assert [line.verdict for line in lines(case)] == [Verdict.ACCEPT, Verdict.WAIT, Verdict.REFUSE]
    assert not Message.objects.filter(template="casework/accepted").exists()
    case.refresh_from_db()
    casework.accept(case=case, by=desk.agent, at=JUNE)
    assert [line.status for line in lines(case)] == [
        EnrolmentStatus.ACTIVE,
        EnrolmentStatus.WAITING,
        EnrolmentStatus.REFUSED,
    ]


def test_another_group_may_be_chosen(desk: Desk, case: Case) -> None:
    line = lines(case)[0]
    other = line.activity.groups.exclude(pk=line.group_id).first()
    desk.post("case-lines", case.number, version=case.version, **answers(case, line0={"group": str(other.pk)}))
    line.refresh_from_db()
    assert line.group == other


def test_a_refusal_without_a_reason_is_shown_again_beside_its_line(desk: Desk, case: Case) -> None:
    page = desk.post("case-lines", case.number, version=case.version, **answers(case, line2={"verdict": "refuse"}))
    assert page.status_code == 422
    assert "Un refus se motive" in texts(page, "main")[0]
    assert {line.verdict for line in lines(case)} == {""}


def test_the_second_of_two_agents_is_told(desk: Desk, case: Case) -> None:
    desk.post("case-lines", case.number, version=case.version, **answers(case))
    page = desk.post("case-lines", case.number, version=case.version, **answers(case, line0={"verdict": "wait"}))
    assert "Rien n’a été enregistré" in texts(page, ".alert--danger")[0]
    assert lines(case)[0].verdict == Verdict.ACCEPT


def test_a_form_without_its_version_changes_nothing(desk: Desk, case: Case) -> None:
    assert desk.post("case-lines", case.number, **answers(case)).status_code == 200
    assert {line.verdict for line in lines(case)} == {""}


def test_who_only_reads_answers_nothing(sit: Callable, case: Case) -> None:
    assert sit("reader").post("case-lines", case.number, **answers(case)).status_code == 403


def test_a_request_of_another_service_is_not_found(sit: Callable, case: Case) -> None:
    agent = sit("family_agent", service="ailleurs", username="autre.agent")
    assert agent.post("case-lines", case.number, version=case.version, **answers(case)).status_code == 404


def test_a_decided_request_has_nothing_left_to_answer(desk: Desk, case: Case) -> None:
    casework.accept(case=case, by=desk.agent, at=JUNE)
    page = desk.get("case", case.number)
    assert "Enregistrer les réponses" not in page.content.decode()
    assert "Inscrit" in texts(page, "article.card")[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_lines(desk: Desk, constant_queries: Callable, rows: int) -> None:
    home = family(*("Léo", "Zoé", "Tom")[:rows])
    case = casework.take(case=filed(home, {one: [NEXT_YEAR] for one in home.children}), by=desk.agent, at=JUNE)
    EnrolmentFactory()
    desk.get("case", case.number)
    with constant_queries(32):
        desk.get("case", case.number)


def test_who_may_open_the_plan_reaches_it_from_the_line_and_the_others_read_the_fact(
    desk: Desk, case: Case, home, sit: Callable
) -> None:
    plan = IndividualPlanFactory(child=home.children[1], subject="Allergie")
    said = "PAI en attente de signature pour Zoé. Zoé y viendra une fois le PAI signé."
    page = desk.get("case", case.number)
    assert said in texts(page, "article.card")[2]
    assert "Ouvrir le PAI" not in page.content.decode()
    AgentRoleFactory(user=desk.agent, role=Role.HEALTH_OFFICER)
    line = texts(desk.get("case", case.number), "article.card")[2]
    assert said in line
    assert "Ouvrir le PAI La lecture est notée et la famille la voit." in line
    assert HealthAccess.objects.count() == 0
    assert texts(desk.get("care-plan", plan.pk), "h1") != []


def test_a_plan_asked_in_the_request_speaks_against_the_lunch_only(desk: Desk, case: Case) -> None:
    lunch, care, _other = texts(desk.get("case", case.number), "article.card")
    assert "PAI en attente de signature pour Léo." in lunch
    assert "PAI" not in care
