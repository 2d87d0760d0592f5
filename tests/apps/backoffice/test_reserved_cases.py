"""A request about a child's health: to whoever may not read it, it does not exist; to the others, each reading is
written down before anything is shown."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from apps.casework import operations
from apps.casework.models import Case, CaseAttachment
from apps.families.models import HouseholdMember
from apps.health.enums import AccessKind
from apps.health.models import HealthAccess
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, texts
from tests.apps.casework.health_cases import answered, filed
from tests.apps.casework.makers import document, picture
from tests.apps.casework.makers import filed as filed_family
from tests.apps.health.makers import Family, family
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
WORDS = ("Arachides", "Kiwi", "Ventoline", "lunettes", "Larralde", "Stylo", "Allergie aux arachides")
OTHERS = ("family_agent", "reader", "administrator")


def told(content: bytes) -> list[str]:
    return [word for word in WORDS if word in content.decode()]


def with_booklet(known: Family) -> CaseAttachment:
    case = answered(known, vaccins={"vaccines": "document"})
    for kind in ("carnet-vaccination", "protocole-pai"):
        operations.attach(case=case, document=document(known.parent, kind), kind=kind, by=known.parent, at=AT)
    operations.submit(case=case, by=known.parent, at=AT)
    return CaseAttachment.objects.get(kind="carnet-vaccination")


class TestOthers:
    @pytest.mark.parametrize("role", OTHERS)
    def test_it_does_not_exist_for_them(self, sit: Sit, role: str) -> None:
        known = family()
        attachment = with_booklet(known)
        number = attachment.case.number
        desk = sit(role)
        assert texts(desk.get("cases", etat="tous"), "tbody tr") == []
        assert texts(desk.get("cases", etat="tous", q=number), "tbody tr") == []
        assert number.encode() not in desk.get("home").content
        assert desk.get("case", number).status_code == 404
        household = HouseholdMember.objects.get(person=known.adult).household
        page = desk.get("family", household.pk)
        assert (page.status_code, number.encode() in page.content) == (200, False)
        assert not HealthAccess.objects.exists()

    @pytest.mark.parametrize(("role", "status"), [("family_agent", 404), ("reader", 403), ("administrator", 404)])
    def test_nothing_is_done_with_it_either(self, sit: Sit, role: str, status: int) -> None:
        attachment = with_booklet(family())
        number, desk = attachment.case.number, sit(role)
        assert desk.get("case-document", number, attachment.pk).status_code == status
        assert desk.post("case-document", number, attachment.pk).status_code == status
        assert desk.post("case-message", number, body="Bonjour").status_code == status
        assert desk.post("case-note", number, body="Bonjour").status_code == status
        assert desk.post("case-open", number).status_code == 403
        assert not HealthAccess.objects.exists()

    def test_an_ordinary_request_is_theirs_as_ever(self, sit: Sit) -> None:
        case = filed_family()
        assert (case.reserved_to, sit("reader").get("case", case.number).status_code) == ("", 200)

    @pytest.mark.parametrize(("role", "seen"), [("administrator", False), ("health_officer", None)])
    def test_the_journal_tells_of_readings_and_not_of_plans(self, sit: Sit, role: str, seen: bool | None) -> None:
        case = filed(family())
        sit("health_officer").post("case-open", case.number)
        page = sit(role, username="autre.agent").get("journal")
        if seen is None:
            assert page.status_code == 403
            return
        lines = texts(page, "tbody tr")
        assert [line for line in lines if "PAI" in line or "Dossier santé" in line or "Vaccins" in line] == []
        assert len([line for line in lines if "Santé d’un enfant consultée" in line]) == 1
        assert "PAI demandé" not in texts(page, "select[name=action] option")


class TestOfficer:
    @pytest.fixture
    def desk(self, sit: Sit) -> Desk:
        return sit("health_officer")

    def test_it_is_shown_once_the_reading_is_written_down_and_the_family_reads_why(self, desk: Desk) -> None:
        known = family()
        case = filed(known)
        asked = desk.get("case", case.number)
        assert (asked.status_code, told(asked.content), HealthAccess.objects.count()) == (200, [], 0)
        opened = desk.post("case-open", case.number)
        assert set(told(opened.content)) >= {"Arachides", "Kiwi", "Ventoline", "lunettes"}
        access = HealthAccess.objects.get()
        assert (access.child, access.by, access.kind, access.why) == (
            known.child,
            desk.agent,
            AccessKind.CASE,
            f"Instruire la demande n° {case.number}",
        )

    def test_an_ordinary_request_has_nothing_to_open(self, desk: Desk) -> None:
        assert desk.post("case-open", filed_family().number).status_code == 404

    def test_a_form_that_is_refused_shows_the_request_again_and_is_one_more_reading(self, desk: Desk) -> None:
        case = filed(family())
        response = desk.post("case-note", case.number, body="")
        assert (response.status_code, "Arachides" in told(response.content)) == (200, True)
        assert HealthAccess.objects.count() == 1

    def test_a_piece_is_opened_by_post_and_its_reading_is_kept(self, desk: Desk) -> None:
        attachment = with_booklet(family())
        number = attachment.case.number
        said = desk.client.get(reverse("backoffice:case-document", args=[number, attachment.pk]), follow=True).context[
            "messages"
        ]
        assert [str(message) for message in said] == [
            "Cette pièce parle de la santé d’un enfant : ouvrez-la depuis la demande."
        ]
        assert not HealthAccess.objects.exists()
        opened = desk.post("case-open", number)
        assert texts(opened, "#pieces .piece button") == [
            "carnet-vaccination (télécharger, lecture inscrite)",
            "protocole-pai (télécharger, lecture inscrite)",
        ]
        answer = desk.post("case-document", number, attachment.pk)
        assert b"".join(desk.client.get(answer.url)) == picture()
        kept = HealthAccess.objects.order_by("pk").values_list("kind", "why")
        assert list(kept) == [
            ("case", f"Instruire la demande n° {number}"),
            ("case", f"Lire une pièce de la demande n° {number}"),
        ]

    def test_the_plan_comes_with_the_doctor_s_document(self, desk: Desk) -> None:
        known = family()
        with_booklet(known)
        plan = known.child.care_plans.get()
        assert b"protocole-pai" not in desk.get("care-plan", plan.pk).content
        assert texts(desk.post("care-plan", plan.pk), "a[target=_blank]") == ["protocole-pai (nouvel onglet)"]


def test_a_vaccine_booklet_joined_to_any_request_is_for_the_health_officer_only(sit: Sit) -> None:
    case = filed_family()
    joined = CaseAttachment.objects.filter(case=case).first()
    joined.document.kind = "carnet-vaccination"
    joined.document.save(update_fields=["kind"])
    agent = sit("family_agent")
    [booklet, *others] = texts(agent.get("case", case.number), "#pieces .piece")
    assert "réservée au référent santé" in booklet
    assert ["réservée" in other for other in others] == [False]
    for method in (agent.get, agent.post):
        answer = method("case-document", case.number, joined.pk)
        assert answer.url == reverse("backoffice:case", args=[case.number])
    assert not HealthAccess.objects.exists()
    answer = sit("health_officer").post("case-document", case.number, joined.pk)
    assert answer.url.startswith("/mes-documents/lien/")


@pytest.mark.parametrize("rows", [1, 3])
def test_opening_a_request_costs_the_same_whatever_the_child_s_past(
    sit: Sit, constant_queries: Callable[[int], AbstractContextManager[Any]], rows: int
) -> None:
    known = family()
    cases = [filed(known)]
    for _ in range(rows - 1):
        cases.append(filed(known, pai={}))
    desk = sit("health_officer")
    with constant_queries(25):
        desk.post("case-open", cases[-1].number)


def test_a_copy_of_the_database_shows_nothing_of_the_answers() -> None:
    known = family()
    filed(known)
    answered(known, pai={})
    assert Case.objects.count() == 2
    tables = ("casework_case", "casework_caseevent", "messaging_message", "audit_event", "health_individualplan")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT t::text FROM {table} t" for table in tables))
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert [word for word in WORDS if word in stored] == []
