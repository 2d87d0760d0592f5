from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.enums import Role
from apps.audit.models import Event
from apps.families.enums import RestrictionKind
from apps.families.models import Restriction
from apps.families.operations import confirm_match
from apps.health import operations
from apps.health.enums import AccessKind, PlanStatus, VaccinationState
from apps.health.errors import HealthReserved, ReasonMissing
from apps.health.models import HealthAccess, HealthRecord, IndividualPlan, Vaccination
from apps.health.operations import RecordContent
from apps.health.permissions import may_keep
from apps.health.queries import accesses_of, doctors, health_page, todo
from core.todo import Urgency
from core.vaccination import Vaccine
from tests.apps.health.makers import at, family, officer
from tests.factories import (
    AgentFactory,
    DocumentFactory,
    HealthAccessFactory,
    HealthRecordFactory,
    IndividualPlanFactory,
    MatchCandidateFactory,
    PersonFactory,
    UserFactory,
    VaccinationFactory,
)
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")
TODAY = MONDAY_MORNING.date()
PEANUTS = {"slug": "arachides", "label": "Arachides", "severity": "vital", "what_to_do": "Stylo, puis le 15."}


class TestRecord:
    def test_an_update_replaces_what_was_known(self) -> None:
        known = family()
        content = RecordContent(allergies=[PEANUTS], medication="Ventoline", comment="Lunettes")
        operations.update_record(child=known.child, content=content, by=known.parent, at=MONDAY_MORNING)
        record = operations.update_record(
            child=known.child, content=RecordContent(needs="Au calme"), by=known.parent, at=MONDAY_MORNING
        )
        stored = HealthRecord.objects.get()
        assert (stored.pk, stored.allergies, stored.medication, stored.needs) == (record.pk, [], "", "Au calme")

    def test_what_must_not_be_kept_is_left_out_whatever_the_field(self) -> None:
        known = family()
        content = RecordContent(
            allergies=[{**PEANUTS, "what_to_do": "Repas halal. Stylo."}],
            comment="Famille catholique. Lunettes.",
            needs="Nature du handicap : autisme. Une place au calme.",
            medication="Ventoline.",
        )
        stored = operations.update_record(child=known.child, content=content, by=known.parent, at=MONDAY_MORNING)
        assert [stored.allergies[0]["what_to_do"], stored.comment, stored.needs, stored.medication] == [
            "Stylo.",
            "Lunettes.",
            "Une place au calme.",
            "Ventoline.",
        ]

    def test_a_copy_of_the_database_shows_nothing_of_it(self) -> None:
        HealthRecordFactory(comment="Secret-de-Léo")
        IndividualPlanFactory(subject="Secret-du-PAI", what_to_do="Geste-secret", reason="Motif-secret")
        VaccinationFactory(missing=["measles"])
        HealthAccessFactory(why="Raison-secrète")
        tables = ("healthrecord", "individualplan", "vaccination", "healthaccess")
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT t::text FROM health_{table} t" for table in tables))
            stored = " ".join(row[0] for row in cursor.fetchall())
        words = ("Secret", "secret", "Arachides", "vital", "porc", "Petit", "Ventoline", "rang", "measles")
        assert [word for word in words if word in stored] == []
        assert HealthRecord.objects.get().comment == "Secret-de-Léo"


class TestReadings:
    def test_a_reading_is_written_down_before_the_record_is_given(self) -> None:
        record = HealthRecordFactory()
        agent = officer(service="accueil-unique")
        found = operations.read_record(child=record.child, by=agent, at=MONDAY_MORNING, why=" Préparer la sortie ")
        access = HealthAccess.objects.get()
        assert found == record
        assert (access.child, access.function, access.why, access.kind, access.at) == (
            record.child,
            "Référent santé, Accueil unique",
            "Préparer la sortie",
            AccessKind.RECORD,
            MONDAY_MORNING,
        )
        event = Event.objects.get(action="health.opened")
        assert (event.actor_id, event.reason, event.data) == (agent.pk, "", {"kind": "record"})

    @pytest.mark.parametrize("role", [Role.FAMILY_AGENT, Role.READER, Role.ADMINISTRATOR])
    def test_no_other_role_opens_it(self, role: Role) -> None:
        child = HealthRecordFactory().child
        with pytest.raises(HealthReserved):
            operations.read_record(child=child, by=AgentFactory(role=role), at=MONDAY_MORNING, why="Curiosité")
        assert not HealthAccess.objects.exists()

    def test_nobody_opens_it_without_a_reason(self) -> None:
        with pytest.raises(ReasonMissing):
            operations.read_record(child=PersonFactory(child=True), by=officer(), at=MONDAY_MORNING, why="  ")

    def test_a_child_without_a_record_is_read_all_the_same(self) -> None:
        child = PersonFactory(child=True)
        assert operations.read_record(child=child, by=officer(), at=MONDAY_MORNING, why="Sortie") is None
        assert HealthAccess.objects.get().child == child

    @pytest.mark.parametrize(
        "statement", ["DELETE FROM health_healthaccess", "UPDATE health_healthaccess SET function = 'x'"]
    )
    def test_a_reading_is_never_changed_nor_forgotten(self, statement: str) -> None:
        HealthAccessFactory()
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_a_group_is_written_down_in_as_many_statements_as_one_child(self, constant_queries: object) -> None:
        children, agent = [PersonFactory(child=True) for _ in range(3)], officer()
        with constant_queries(6):  # type: ignore[operator]
            operations.note_readings(
                children=children, by=agent, at=MONDAY_MORNING, why="Sortie", kind=AccessKind.BUNDLE
            )
        assert HealthAccess.objects.count() == 3


class TestParents:
    def test_both_parents_who_hold_the_authority_keep_the_record(self) -> None:
        mother = family()
        father = family(child=mother.child, quality="father")
        assert [may_keep(known.parent, mother.child, TODAY) for known in (mother, father)] == [True, True]

    def test_an_adult_of_the_household_without_the_authority_does_not(self) -> None:
        mother = family()
        partner = family(child=mother.child, quality="step_parent", authority=False)
        assert not may_keep(partner.parent, mother.child, TODAY)

    def test_where_nobody_declared_the_authority_the_representative_keeps_it(self) -> None:
        foster = family(authority=False, quality="foster_parent")
        assert may_keep(foster.parent, foster.child, TODAY)

    def test_a_stranger_does_not(self) -> None:
        assert not may_keep(UserFactory(), family().child, TODAY)

    @pytest.mark.parametrize(
        ("kind", "day", "allowed"),
        [
            (RestrictionKind.NO_INFORMATION, TODAY, False),
            (RestrictionKind.NO_INFORMATION, TODAY - timedelta(days=1), True),
            (RestrictionKind.NO_COLLECTION, TODAY, True),
        ],
    )
    def test_a_judge_may_forbid_it(self, kind: RestrictionKind, day: date, allowed: bool) -> None:
        known = family()
        Restriction.objects.create(
            child=known.child,
            adult=known.adult,
            kind=kind,
            starts_on=TODAY,
            reference="JAF 2026/4",
            recorded_at=MONDAY_MORNING,
        )
        assert may_keep(known.parent, known.child, day) is allowed


class TestVaccines:
    def test_sworn_then_checked_then_incomplete(self) -> None:
        known, agent = family(), officer()
        assert operations.swear_vaccines(child=known.child, by=known.parent, at=MONDAY_MORNING).state == "sworn"
        checked = operations.check_vaccines(child=known.child, by=agent, at=MONDAY_MORNING)
        assert (checked.state, checked.checked_by) == (VaccinationState.CHECKED, agent)
        again = operations.swear_vaccines(child=known.child, by=known.parent, at=MONDAY_MORNING)
        assert again.state == VaccinationState.CHECKED
        absent = operations.check_vaccines(child=known.child, by=agent, at=MONDAY_MORNING, missing=[Vaccine.MEASLES])
        assert (absent.state, health_page(known.child).missing) == ("incomplete", (Vaccine.MEASLES,))

    def test_a_new_document_is_to_be_checked_again(self) -> None:
        known = family()
        operations.check_vaccines(child=known.child, by=officer(), at=MONDAY_MORNING, exempt=True)
        assert Vaccination.objects.get().state == VaccinationState.EXEMPT
        document = DocumentFactory(owner=known.parent)
        sent = operations.send_vaccines(child=known.child, document=document, by=known.parent, at=MONDAY_MORNING)
        assert (sent.state, sent.document) == (VaccinationState.SENT, document)


class TestDoctors:
    def test_the_list_of_the_commune_is_searched_without_accents(self) -> None:
        assert [doctor.name for doctor in doctors("hélène")] == [doctor.name for doctor in doctors("HELENE")] != []
        assert doctors("") == doctors("xyzzy") == ()
        assert len(doctors("dr")) <= 10


class TestPage:
    def test_everything_about_one_child(self) -> None:
        child = PersonFactory(child=True, birth_date=date(2017, 12, 12))
        ended = IndividualPlanFactory(child=child, signed=True, status=PlanStatus.EXPIRED)
        page = health_page(child)
        assert (page.record, page.open_plan, page.plan_in_force, page.ended_plan) == (None, None, None, ended)
        assert (len(page.required), page.missing, page.vaccination) == (3, (), None)
        waiting = IndividualPlanFactory(child=child, asked_at=MONDAY_MORNING + timedelta(days=1))
        force = IndividualPlanFactory(child=child, signed=True, asked_at=MONDAY_MORNING - timedelta(days=1))
        page = health_page(child)
        assert (page.open_plan, page.plan_in_force, page.ended_plan) == (waiting, force, None)

    @pytest.mark.parametrize(
        ("now", "found"),
        [
            (at(date(2026, 6, 3)), []),
            (at(date(2026, 6, 4)), [("Renouveler le PAI de Léo", "Il se termine le 04/07/2026.", Urgency.SOON)]),
            (at(date(2026, 7, 5)), [("Renouveler le PAI de Léo", "Il s’est terminé le 04/07/2026.", Urgency.LATE)]),
        ],
    )
    def test_a_parent_is_told_what_is_to_be_done(self, now: datetime, found: list[tuple[str, str, Urgency]]) -> None:
        known = family()
        IndividualPlanFactory(child=known.child, signed=True)
        assert [(item.title, item.detail, item.urgency) for item in todo(known.parent, now)] == found

    def test_vaccines_that_an_agent_found_incomplete_are_to_be_done(self) -> None:
        known = family()
        VaccinationFactory(child=known.child, state=VaccinationState.INCOMPLETE)
        assert [item.title for item in todo(known.parent, MONDAY_MORNING)] == ["Compléter les vaccins de Léo"]


class TestMerging:
    def test_nothing_that_protects_a_child_is_lost_when_two_records_are_one(self) -> None:
        kept, other = PersonFactory(child=True), PersonFactory(child=True)
        HealthRecordFactory(child=kept, allergies=[PEANUTS], comment="Lunettes", doctor=None)
        HealthRecordFactory(child=other, allergies=[PEANUTS, {**PEANUTS, "slug": "lait"}], comment="Appareil")
        IndividualPlanFactory(child=kept)
        later = IndividualPlanFactory(child=other, asked_at=MONDAY_MORNING + timedelta(days=1))
        short = IndividualPlanFactory(child=kept, signed=True)
        long = IndividualPlanFactory(child=other, signed=True, valid_until=date(2026, 7, 31))
        VaccinationFactory(child=other)
        HealthAccessFactory(child=other)
        confirm_match(candidate=MatchCandidateFactory(person_a=kept, person_b=other), by=officer(), at=MONDAY_MORNING)
        record = HealthRecord.objects.get(child=kept)
        assert [allergy["slug"] for allergy in record.allergies] == ["arachides", "lait"]
        assert (record.comment, record.doctor["name"]) == ("Lunettes\nAppareil", "Dr Anne Petit")
        states = {plan.pk: plan.status for plan in IndividualPlan.objects.filter(child=kept)}
        assert (states[later.pk], states[short.pk], states[long.pk]) == ("withdrawn", "renewed", "signed")
        assert Vaccination.objects.get().child == kept
        assert [access.child for access in accesses_of(kept)] == [other]

    def test_a_record_that_stands_alone_passes_over(self) -> None:
        kept, record = PersonFactory(child=True), HealthRecordFactory()
        operations.merge_children(kept=kept, other=record.child, at=MONDAY_MORNING)
        record.refresh_from_db()
        assert record.child == kept
