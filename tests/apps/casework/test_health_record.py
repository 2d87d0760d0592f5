"""The health record filled as a request: every promise made to the parent, and every word that must not be kept."""

from datetime import timedelta
from typing import Any

import pytest

from apps.casework import handlers, health_record, operations, payloads, queries
from apps.casework.enums import CaseStatus
from apps.casework.errors import AttachmentsMissing, CaseIncomplete
from apps.casework.filling import filling
from apps.casework.handlers import ComparisonRow
from apps.casework.health_answers import content_of
from apps.casework.models import Case
from apps.casework.procedures import of_case
from apps.families.enums import RestrictionKind
from apps.families.models import Restriction
from apps.health.enums import PlanStatus, VaccinationState
from apps.health.errors import HealthNotYours
from apps.health.models import HealthRecord, IndividualPlan, Vaccination
from apps.messaging.models import Message
from core.forms import visible_steps
from tenants.models import Commune
from tests.apps.casework.health_cases import ANSWERS, answered, filed
from tests.apps.health.makers import Family, family, officer
from tests.configurations import offer
from tests.factories import DocumentFactory, HealthRecordFactory, IndividualPlanFactory, VaccinationFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")


def steps_of(case: Case) -> list[str]:
    form = handlers.of_case(case).form(of_case(case), case.requester, case.payload, AT)
    return [step.slug for step in visible_steps(form, payloads.answers(case.payload))]


def asked(case: Case, slug: str) -> Any:
    form = handlers.of_case(case).form(of_case(case), case.requester, case.payload, AT)
    return form.question(slug)


def test_a_parent_fills_the_record_and_it_is_in_force_at_once() -> None:
    known = family(email="claire@exemple.fr")
    case = filed(known)
    record = HealthRecord.objects.get(child=known.child)
    assert case.status == CaseStatus.ACCEPTED
    assert record.allergies == [
        {"slug": "arachides", "label": "Arachides", "severity": "vital", "what_to_do": "Stylo, puis le 15."},
        {"slug": "autre", "label": "Kiwi", "severity": "mild", "what_to_do": ""},
    ]
    assert record.diets == [{"slug": "sans-porc", "label": "Sans porc"}]
    assert (record.doctor["name"], record.doctor["phone"]) == ("Dr Hélène Larralde", "05 36 49 00 12")
    assert (record.medication, record.needs, record.comment) == ("Ventoline dans le sac.", "", "Porte des lunettes.")
    assert Vaccination.objects.get(child=known.child).state == VaccinationState.SWORN
    plan = IndividualPlan.objects.get(child=known.child)
    assert (plan.status, plan.subject) == (PlanStatus.ASKED, "Allergie aux arachides")


def test_the_mail_says_that_it_is_done_and_nothing_of_the_child_s_health() -> None:
    filed(family(email="claire@exemple.fr"))
    texts = " ".join(Message.objects.values_list("text", flat=True))
    assert "Le dossier santé de Léo est à jour." in texts
    assert "le référent santé vous contactera" in texts
    assert [word for word in ("Arachides", "Ventoline", "lunettes", "arachides") if word in texts] == []


def test_what_is_known_is_proposed_the_next_time() -> None:
    known = family()
    filed(known)
    case = answered(known, **{key: {} for key in ANSWERS})
    proposed = {
        slug: asked(case, slug).initial
        for slug in ("has-allergy", "allergies", "other-allergy", "severity-arachides", "action-arachides", "diets")
    }
    assert proposed == {
        "has-allergy": True,
        "allergies": ["arachides", "autre"],
        "other-allergy": "Kiwi",
        "severity-arachides": "vital",
        "action-arachides": "Stylo, puis le 15.",
        "diets": ["sans-porc"],
    }
    assert (asked(case, "doctor").initial, asked(case, "has-needs").initial) == ("larralde-helene", False)
    assert asked(case, "doctor").option("larralde-helene").label == "Dr Hélène Larralde"


def test_every_page_must_be_read_again_so_that_nothing_known_is_lost_unseen() -> None:
    known = family()
    filed(known)
    with pytest.raises(CaseIncomplete):
        filed(known, **{key: {} for key in ("allergies", "conduite", "repas", "soins", "choix-du-medecin", "pai")})


class TestDoctor:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("helene", ["larralde-helene", "autre", "aucun"]),
            ("villefranque", ["larralde-helene", "etcheverry-maite", "autre", "aucun"]),
            ("nulle part", ["autre", "aucun"]),
            ("", ["autre", "aucun"]),
        ],
    )
    def test_the_list_of_the_commune_is_searched(self, text: str, found: list[str]) -> None:
        case = answered(family(), medecin={"doctor-search": text}, choix_du_medecin={})
        assert {option.value for option in asked(case, "doctor").options} == set(found)

    def test_another_doctor_is_written_freely_and_proposed_again(self) -> None:
        known = family()
        given = {"doctor": "autre", "doctor-name": "Dr Louis Garat", "doctor-phone": "05 36 49 99 99"}
        filed(known, choix_du_medecin=given)
        assert HealthRecord.objects.get().doctor == {
            "slug": "",
            "name": "Dr Louis Garat",
            "phone": "05 36 49 99 99",
            "address": "",
        }
        case = answered(known, **{key: {} for key in ANSWERS})
        assert (asked(case, "doctor").initial, asked(case, "doctor-name").initial) == ("autre", "Dr Louis Garat")

    def test_a_child_may_have_none(self) -> None:
        known = family()
        filed(known, choix_du_medecin={"doctor": "aucun"})
        assert HealthRecord.objects.get().doctor is None
        assert asked(answered(known, **{key: {} for key in ANSWERS}), "doctor").initial == "aucun"


class TestWording:
    def test_the_recap_says_what_will_not_be_kept_and_why(self) -> None:
        soins = {"has-medication": "no", "has-needs": "no", "comment": "Viande halal. Porte des lunettes."}
        case = answered(family(), soins=soins)
        section = handlers.of_case(case).sections(case)[-1]
        assert section.title == "Ce que nous n’enregistrerons pas"
        assert section.rows == (
            (
                "Autre chose à savoir ?",
                "La phrase qui contient « halal » : la mairie ne recueille pas la religion : dites ce que l’enfant "
                "mange (« sans porc », « sans viande », « végétarien »).",
            ),
        )

    def test_it_is_neither_in_the_record_nor_in_the_request_once_filed(self) -> None:
        soins = {"has-medication": "no", "has-needs": "no", "comment": "Viande halal. Porte des lunettes."}
        case = filed(family(), soins=soins)
        assert HealthRecord.objects.get().comment == "Porte des lunettes."
        assert payloads.answers(case.payload)["comment"] == "Porte des lunettes."
        titles = [section.title for section in handlers.of_case(case).sections(case)]
        assert "Ce que nous n’enregistrerons pas" not in titles

    def test_a_religion_is_no_allergy(self) -> None:
        allergies = {"has-allergy": "yes", "allergies": ["autre"], "other-allergy": "Non halal"}
        case = answered(family(), allergies=allergies, conduite={"severity-autre": "mild"})
        [problem] = filling(case, AT).problems
        assert (problem.step, problem.question) == ("allergies", "other-allergy")
        assert "« halal » n’est pas une allergie" in problem.message

    def test_no_diet_of_the_form_says_a_religion(self) -> None:
        assert [option.label for option in asked(answered(family()), "diets").options] == [
            "Sans porc",
            "Sans viande",
            "Végétarien",
        ]


class TestParents:
    def test_a_child_over_whom_one_has_no_authority_is_shown_and_cannot_be_chosen(self) -> None:
        mother = family()
        partner = family(child=mother.child, quality="step_parent", authority=False)
        case = operations.open_draft(procedure="sante", by=partner.parent, at=AT)
        [option] = asked(case, "children").options
        assert option.refused == "seuls les parents qui exercent l’autorité parentale tiennent son dossier santé."
        case = answered(mother, by=partner.parent)
        with pytest.raises(CaseIncomplete):
            operations.submit(case=case, by=partner.parent, at=AT)

    def test_both_parents_keep_the_same_record(self) -> None:
        mother = family()
        father = family(child=mother.child, quality="father")
        filed(mother)
        filed(Family(child=mother.child, parent=father.parent, adult=father.adult), repas={"has-diet": "no"}, pai={})
        record = HealthRecord.objects.get()
        assert (record.diets, record.updated_by) == ([], father.parent)

    def test_a_parent_whom_a_judge_stopped_meanwhile_changes_nothing(self) -> None:
        known = family()
        case = answered(known)
        handler = handlers.of_case(case)
        Restriction.objects.create(
            child=known.child,
            adult=known.adult,
            kind=RestrictionKind.NO_INFORMATION,
            starts_on=AT.date(),
            reference="JAF 2026/4",
            recorded_at=AT,
        )
        with pytest.raises(HealthNotYours):
            handler.accept(case=case, by=officer(), at=AT)
        assert not HealthRecord.objects.exists()


class TestVaccinesAndPlan:
    def test_the_booklet_is_asked_then_waits_for_an_agent(self) -> None:
        known = family()
        case = answered(known, vaccins={"vaccines": "document"})
        with pytest.raises(AttachmentsMissing):
            operations.submit(case=case, by=known.parent, at=AT)
        document = DocumentFactory(owner=known.parent, kind="carnet-vaccination")
        operations.attach(case=case, document=document, kind="carnet-vaccination", by=known.parent, at=AT)
        operations.submit(case=case, by=known.parent, at=AT)
        proof = Vaccination.objects.get()
        assert (proof.state, proof.document) == (VaccinationState.SENT, document)

    def test_nothing_is_proved_when_it_is_for_later(self) -> None:
        filed(family(), vaccins={"vaccines": "later"})
        assert not Vaccination.objects.exists()

    def test_what_an_agent_checked_is_not_asked_again_nor_a_plan_that_is_on_its_way(self) -> None:
        known = family()
        VaccinationFactory(child=known.child, state="checked", checked_at=AT, checked_by=officer())
        IndividualPlanFactory(child=known.child)
        case = answered(known, vaccins={}, pai={})
        assert steps_of(case) == [
            "enfants",
            "allergies",
            "conduite",
            "repas",
            "medecin",
            "choix-du-medecin",
            "soins",
            "engagements",
        ]
        operations.submit(case=case, by=known.parent, at=AT)
        assert IndividualPlan.objects.count() == 1

    def test_a_renewal_is_asked_while_the_plan_is_still_in_force(self) -> None:
        known = family()
        IndividualPlanFactory(child=known.child, signed=True)
        filed(known)
        states = IndividualPlan.objects.order_by("pk").values_list("status", flat=True)
        assert list(states) == ["signed", "asked"]

    def test_accepting_twice_changes_nothing_more(self) -> None:
        case = filed(family())
        outcome = handlers.of_case(case).accept(case=case, by=officer(), at=AT + timedelta(minutes=1))
        assert outcome.sentences == ("Le dossier santé de Léo est à jour.",)
        assert (HealthRecord.objects.count(), IndividualPlan.objects.count()) == (1, 1)


def test_without_allergy_nothing_is_asked_about_reactions() -> None:
    case = answered(family(), allergies={"has-allergy": "no"}, conduite={})
    assert "conduite" not in steps_of(case)


def test_the_agent_compares_what_is_known_with_what_is_asked() -> None:
    known = family()
    HealthRecordFactory(child=known.child, diets=[], comment="")
    case = answered(known)
    rows = handlers.of_case(case).known(case).rows
    assert rows[0] == ComparisonRow(label="Allergies", old="Arachides", new="Arachides, Kiwi")
    assert [row.label for row in rows if row.differs] == [
        "Allergies",
        "Régime",
        "Médecin",
        "Traitement",
        "Besoins",
        "Remarques",
    ]


def test_a_draft_without_a_child_compares_nothing() -> None:
    case = operations.open_draft(procedure="sante", by=family().parent, at=AT)
    assert handlers.of_case(case).known(case).rows == ()
    with pytest.raises(HealthNotYours):
        handlers.of_case(case).accept(case=case, by=officer(), at=AT)


def test_the_request_of_a_commune_that_wants_the_booklet_does_not_take_one_s_word(in_villennes: object) -> None:
    case = answered(family(), vaccins={}, choix_du_medecin={}, repas={})
    assert [option.value for option in asked(case, "vaccines").options] == ["document", "later"]
    assert queries.draft_of(case.requester, "sante") == case


def test_an_answer_given_again_is_read_as_the_first() -> None:
    case = filed(family())
    payload = {**case.payload, "answers": {**case.payload["answers"], "comment": "Repas halal. Lunettes."}}
    again = handlers.of_case(case).answered_again(case, payload)
    assert again["answers"]["comment"] == "Lunettes."


def test_a_doctor_who_left_the_list_meanwhile_is_not_written_down() -> None:
    assert content_of({"doctor": "parti-en-retraite"}).doctor is None


def test_a_commune_offers_the_record_under_its_own_name(in_villefranque: Commune) -> None:
    assert health_record.offered() == "sante"
    offer(in_villefranque)
    assert health_record.offered() == ""
