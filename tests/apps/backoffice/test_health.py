"""Health at the desk of an agent: nothing is shown before the reading is written down."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.families.enums import ContactLink, RestrictionKind
from apps.families.models import Contact, HouseholdMember, Person, Restriction
from apps.health.enums import AccessKind, PlanStatus, VaccinationState
from apps.health.models import HealthAccess, IndividualPlan, Vaccination
from tenants import context
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, hidden, texts
from tests.apps.health.makers import Family, family
from tests.apps.portal.signing import signed_in
from tests.factories import (
    DocumentFactory,
    HealthAccessFactory,
    HealthRecordFactory,
    IndividualPlanFactory,
    VaccinationFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")
WHY = {"motif": "sortie", "precision": "Piscine de mardi"}


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("health_officer")


def child(**names: Any) -> Family:
    known = family()
    Person.objects.filter(pk=known.child.pk).update(search_text="leo durand", **names)
    known.child.refresh_from_db()
    return known


def words(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


class TestRecord:
    def test_the_list_of_children_names_them_and_tells_nothing(self, desk: Desk) -> None:
        HealthRecordFactory(child=child().child)
        response = desk.get("health-children", q="Léo")
        assert texts(response, "tbody th") == ["Léo Durand"]
        assert b"Arachides" not in response.content
        assert texts(desk.get("health-children", q="personne"), "tbody th") == []

    def test_the_reason_is_asked_then_the_record_is_shown_and_the_reading_kept(self, desk: Desk) -> None:
        known = child()
        HealthRecordFactory(child=known.child)
        asked = desk.get("health-record", known.child.pk)
        assert b"Arachides" not in asked.content
        assert not HealthAccess.objects.exists()
        shown = desk.post("health-record", known.child.pk, **WHY)
        assert "Arachides" in texts(shown, ".facts dd")[0]
        access = HealthAccess.objects.get()
        assert (access.child, access.by, access.kind, access.why, access.function) == (
            known.child,
            desk.agent,
            AccessKind.RECORD,
            "Préparer une sortie ou un séjour : Piscine de mardi",
            "Référent santé",
        )

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({}, "Le champ « Pourquoi ouvrez-vous ce dossier ? » est obligatoire."),
            ({"motif": "autre"}, "Écrivez votre motif : la famille le lira."),
        ],
    )
    def test_without_a_reason_nothing_is_shown(self, desk: Desk, given: dict[str, str], error: str) -> None:
        known = child()
        HealthRecordFactory(child=known.child)
        response = desk.post("health-record", known.child.pk, **given)
        assert response.status_code == 422
        assert texts(response, ".error-summary a") == [error]
        assert b"Arachides" not in response.content
        assert not HealthAccess.objects.exists()

    def test_an_empty_record_is_said(self, desk: Desk) -> None:
        response = desk.post("health-record", child().child.pk, motif="autre", precision="Appel du SAMU")
        assert "La famille n’a pas encore rempli le dossier santé." in texts(response, ".card p")
        assert HealthAccess.objects.get().why == "Appel du SAMU"

    def test_another_number_is_nobody(self, desk: Desk) -> None:
        assert desk.get("health-record", family().adult.pk).status_code == 404

    def test_who_may_not_collect_the_child_stands_on_top(self, desk: Desk) -> None:
        known = child()
        _forbid(known, RestrictionKind.NO_COLLECTION)
        response = desk.post("health-record", known.child.pk, **WHY)
        assert texts(response, ".alert--danger .alert-body p") == [
            "Erreur : Claire Durand",
            "Ne doit pas venir chercher l’enfant.",
        ]

    def test_the_family_reads_the_reading(self, desk: Desk, client_of: Callable[..., Any]) -> None:
        known = child()
        desk.post("health-record", known.child.pk, **WHY)
        parent = signed_in(client_of(context.current()), known.parent)
        page = parent.get(reverse("portal:child-health", args=[known.child.pk]))
        assert texts(page, "#lectures tbody td")[1:] == [
            "Référent santé",
            "Dossier santé",
            "Préparer une sortie ou un séjour : Piscine de mardi",
        ]


def _forbid(known: Family, kind: RestrictionKind) -> None:
    Restriction.objects.create(
        child=known.child,
        adult=known.adult,
        kind=kind,
        starts_on=timezone.localdate(),
        reference="JAF 2026/4",
        recorded_at=timezone.now(),
    )


def _grandmother(known: Family) -> None:
    household = HouseholdMember.objects.get(person=known.child).household
    Contact.objects.create(
        household=household,
        usual_name="Petit",
        first_names="Jeanne",
        phone="06 39 98 56 78",
        link=ContactLink.GRANDMOTHER,
        emergency=True,
        may_collect=True,
    )


class TestSheets:
    def test_the_nap_of_a_young_child_is_on_the_sheet_and_in_the_record(self, desk: Desk) -> None:
        known = child()
        HealthRecordFactory(child=known.child, nap={"slug": "repos", "label": "Se repose au calme"})
        assert "Se repose au calme" in texts(desk.post("health-record", known.child.pk, **WHY), ".facts dd")
        [page] = words(desk.post("health-record", known.child.pk, **WHY, fiche="1").content)
        assert "Se repose au calme." in page

    def test_the_sheet_holds_on_one_page_with_what_matters(self, desk: Desk) -> None:
        known = child()
        HealthRecordFactory(child=known.child)
        IndividualPlanFactory(
            child=known.child, signed=True, valid_until=timezone.localdate() + timedelta(days=30), packed_lunch=True
        )
        _grandmother(known)
        response = desk.post("health-record", known.child.pk, **WHY, fiche="1")
        assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
            "application/pdf",
            'attachment; filename="fiches-urgence.pdf"',
        )
        assert response.headers["Cache-Control"] == "private, no-store"
        [page] = words(response.content)
        expected = (
            "DURAND Léo",
            "Arachides – Urgence vitale",
            "Stylo, puis le 15.",
            "Stylo auto-injecteur, puis le 15.",
            "panier-repas",
            "Ventoline dans le sac bleu.",
            "Sans porc",
            "Claire Durand, mère · 06 39 98 12 34",
            "Jeanne Petit, grand-mère · 06 39 98 56 78",
            "Dr Anne Petit",
        )
        assert [text for text in expected if text not in page] == []
        assert HealthAccess.objects.get().kind == AccessKind.SHEET

    def test_the_document_is_tagged_titled_and_in_french(self, desk: Desk) -> None:
        response = desk.post("health-record", child().child.pk, **WHY, fiche="1")
        reader = PdfReader(BytesIO(response.content))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
        assert (root["/Lang"], reader.metadata.title) == ("fr", "Fiches d’urgence – Fresnes")

    def test_what_a_judge_forbids_is_impossible_to_miss_and_the_silenced_parent_is_not_called(self, desk: Desk) -> None:
        known = child()
        _forbid(known, RestrictionKind.NO_INFORMATION)
        _forbid(known, RestrictionKind.NO_COLLECTION)
        [page] = words(desk.post("health-record", known.child.pk, **WHY, fiche="1").content)
        assert "INTERDICTIONS" in page.upper()
        assert "Claire Durand : ne doit pas venir chercher l’enfant" in page
        assert "06 39 98 12 34" not in page

    def test_the_longest_record_still_holds_on_one_page(self, desk: Desk) -> None:
        known = child()
        allergy = {"slug": "lait", "label": "Lait", "severity": "vital", "what_to_do": "Donner le sirop. " * 12}
        HealthRecordFactory(
            child=known.child,
            allergies=[allergy] * 8,
            medication="Ventoline, deux bouffées. " * 38,
            needs="Une place au calme. " * 50,
            comment="Porte des lunettes. " * 50,
        )
        IndividualPlanFactory(child=known.child)
        assert len(words(desk.post("health-record", known.child.pk, **WHY, fiche="1").content)) == 1

    def test_a_group_has_one_page_for_each_child_and_one_reading_each(self, desk: Desk) -> None:
        children = [child().child for _ in range(3)]
        chosen = [str(one.pk) for one in children[:2]]
        response = desk.post("health-sheets", enfants=chosen, **WHY)
        assert len(words(response.content)) == 2
        readings = HealthAccess.objects.order_by("child").values_list("child", "kind")
        assert list(readings) == [(one.pk, "bundle") for one in children[:2]]

    def test_a_group_is_chosen_among_the_children_found(self, desk: Desk) -> None:
        known = child()
        assert texts(desk.get("health-sheets", q="leo"), "#id_enfants label") == [str(known.child)]
        refused = desk.post("health-sheets", **WHY)
        assert refused.status_code == 422
        assert texts(refused, ".error-summary a") == ["Cochez au moins un enfant."]

    def test_without_the_library_the_agent_is_told_and_nothing_is_written_down(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        said = desk.say("health-record", child().child.pk, **WHY, fiche="1")
        assert said == [
            "Ce serveur ne sait pas encore imprimer en PDF : prévenez l’exploitant (bibliothèque Pango absente)."
        ]
        assert not HealthAccess.objects.exists()


class TestPlans:
    def test_a_plan_is_opened_taken_signed_and_the_queue_follows(self, desk: Desk) -> None:
        plan = IndividualPlanFactory(child=child().child)
        assert texts(desk.get("care-plans"), "tbody th") == ["Léo Durand"]
        assert b"Allergie alimentaire" not in desk.get("care-plan", plan.pk).content
        opened = desk.post("care-plan", plan.pk)
        assert texts(opened, ".facts dd")[0] == "Allergie alimentaire"
        version = hidden(opened, reverse("backoffice:care-plan-take", args=[plan.pk]))["version"]
        assert desk.say("care-plan-take", plan.pk, version=version) == ["Le PAI est en cours de rédaction."]
        assert desk.say("care-plan-sign", plan.pk, **_signature(version=2)) == [
            "Le PAI est signé : la famille est prévenue."
        ]
        plan.refresh_from_db()
        assert (plan.status, plan.what_to_do, plan.packed_lunch) == (PlanStatus.SIGNED, "Stylo", True)
        assert texts(desk.get("care-plans", etat="signes"), "tbody th") == ["Léo Durand"]
        assert {access.kind for access in HealthAccess.objects.all()} == {AccessKind.PLAN}

    def test_a_plan_that_somebody_else_moved_meanwhile_is_shown_again(self, desk: Desk) -> None:
        plan = IndividualPlanFactory(child=child().child)
        desk.post("care-plan-take", plan.pk, version=1)
        response = desk.post("care-plan-sign", plan.pk, **_signature(version=1))
        assert response.status_code == 422
        assert texts(response, ".error-summary li") == [
            "Ce PAI a changé depuis que vous l’avez ouvert : relisez-le avant de décider."
        ]
        assert b'value="Stylo"' in response.content or b">\nStylo</textarea>" in response.content

    def test_what_is_missing_is_said_beside_what_was_typed(self, desk: Desk) -> None:
        plan = IndividualPlanFactory(child=child().child)
        desk.post("care-plan-take", plan.pk, version=1)
        response = desk.post("care-plan-sign", plan.pk, version=2, what_to_do="Stylo")
        assert texts(response, ".error-summary a") == [
            "Indiquez le jour de la signature.",
            "Indiquez le dernier jour du PAI.",
        ]

    def test_a_refusal_and_a_withdrawal_carry_their_words(self, desk: Desk) -> None:
        refused = IndividualPlanFactory(child=child().child)
        force = IndividualPlanFactory(child=child().child, signed=True)
        assert desk.say("care-plan-refuse", refused.pk, version=1, reason="Une ordonnance suffit.") == [
            "La demande est refusée : la famille est prévenue."
        ]
        assert texts(desk.post("care-plan", force.pk), ".card-title")[-1] == "Retirer le PAI"
        assert desk.say("care-plan-withdraw", force.pk, version=1, reason="Guéri") == ["Le PAI est retiré."]
        states = IndividualPlan.objects.order_by("pk").values_list("status", flat=True)
        assert list(states) == ["refused", "withdrawn"]
        assert texts(desk.post("care-plan", force.pk), ".card-title") == ["Ce que dit le PAI"]

    def test_a_document_that_nobody_may_read_is_said_and_the_plan_is_shown(self, desk: Desk) -> None:
        known = child()
        infected = DocumentFactory(owner=known.parent, title="Protocole", state="infected")
        opened = desk.post("care-plan", IndividualPlanFactory(child=known.child, document=infected).pk)
        assert texts(opened, "a[target=_blank]") == []
        assert len(opened.context["messages"]) == 1
        assert "Allergie alimentaire" in texts(opened, ".facts dd")

    def test_a_plan_of_nobody_is_not_found(self, desk: Desk) -> None:
        assert desk.get("care-plan", 999).status_code == 404


def _signature(*, version: int) -> dict[str, Any]:
    today = timezone.localdate()
    end = today + timedelta(days=200)
    return {
        "version": version,
        "signed_on_day": today.day,
        "signed_on_month": today.month,
        "signed_on_year": today.year,
        "valid_until_day": end.day,
        "valid_until_month": end.month,
        "valid_until_year": end.year,
        "what_to_do": "Stylo",
        "packed_lunch": "on",
    }


class TestVaccines:
    def test_a_document_is_opened_checked_and_leaves_the_queue(self, desk: Desk) -> None:
        known = child()
        VaccinationFactory(
            child=known.child, state=VaccinationState.SENT, document=DocumentFactory(owner=known.parent, title="Carnet")
        )
        assert texts(desk.get("vaccines"), "tbody th") == ["Léo Durand"]
        assert b"Carnet" not in desk.get("vaccines-child", known.child.pk).content
        opened = desk.post("vaccines-child", known.child.pk)
        assert texts(opened, "a[target=_blank]") == ["Carnet (nouvel onglet)"]
        assert HealthAccess.objects.get().kind == AccessKind.VACCINATION
        said = desk.say("vaccines-check", known.child.pk, outcome="missing", missing=["measles"])
        assert said == ["Les vaccins de Léo Durand sont vérifiés."]
        assert Vaccination.objects.get().missing == ["measles"]
        assert texts(desk.get("vaccines", etat="incomplets"), "tbody th") == ["Léo Durand"]

    @pytest.mark.parametrize(("outcome", "state"), [("complete", "checked"), ("exempt", "exempt")])
    def test_nothing_is_missing(self, desk: Desk, outcome: str, state: str) -> None:
        desk.post("vaccines-check", child().child.pk, outcome=outcome, missing=["measles"])
        assert Vaccination.objects.get().state == state

    def test_what_is_missing_must_be_named(self, desk: Desk) -> None:
        response = desk.post("vaccines-check", child().child.pk, outcome="missing")
        assert texts(response, ".error-summary a") == ["Cochez les vaccins qui manquent."]

    def test_a_child_without_any_proof_is_found(self, desk: Desk) -> None:
        child()
        assert texts(desk.get("vaccines", etat="sans-preuve"), "tbody td")[1:] == ["Aucune preuve", "–"]
        assert texts(desk.get("vaccines", etat="inconnu"), "tbody th") == []


@pytest.mark.parametrize("role", ["family_agent", "reader", "administrator"])
@pytest.mark.parametrize(
    ("name", "numbered", "method"),
    [
        ("health-children", False, "get"),
        ("health-record", True, "post"),
        ("health-sheets", False, "post"),
        ("vaccines", False, "get"),
        ("vaccines-child", True, "post"),
        ("vaccines-check", True, "post"),
        ("care-plans", False, "get"),
        ("care-plan", True, "post"),
        ("care-plan-take", True, "post"),
        ("care-plan-sign", True, "post"),
        ("care-plan-refuse", True, "post"),
        ("care-plan-withdraw", True, "post"),
    ],
)
def test_nobody_but_the_health_officer_comes_in(sit: Sit, role: str, name: str, numbered: bool, method: str) -> None:
    desk = sit(role)
    numbers = [IndividualPlanFactory(child=child().child).pk] if numbered else []
    response = getattr(desk, method)(name, *numbers)
    assert response.status_code == 403
    assert "Référent santé" in response.content.decode()
    assert not HealthAccess.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "query", "count"),
    [
        ("health-children", {}, 7),
        ("health-sheets", {}, 7),
        ("vaccines", {"etat": "attestes"}, 12),
        ("care-plans", {}, 13),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    desk: Desk,
    constant_queries: Callable[[int], AbstractContextManager[Any]],
    name: str,
    query: dict[str, str],
    count: int,
    rows: int,
) -> None:
    for _ in range(rows):
        known = child()
        VaccinationFactory(child=known.child)
        IndividualPlanFactory(child=known.child)
    with constant_queries(count):
        desk.get(name, **query)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sheets_of_a_group_are_read_in_as_many_queries(
    desk: Desk, constant_queries: Callable[[int], AbstractContextManager[Any]], rows: int
) -> None:
    children = []
    for _ in range(rows):
        known = child()
        HealthRecordFactory(child=known.child)
        HealthAccessFactory(child=known.child)
        _grandmother(known)
        children.append(str(known.child.pk))
    with constant_queries(20):
        assert len(words(desk.post("health-sheets", enfants=children, **WHY).content)) == rows
