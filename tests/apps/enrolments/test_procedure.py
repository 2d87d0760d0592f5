"""One request for several children and several activities, from the grid to the places."""

from datetime import date, datetime
from pathlib import Path

import pytest

from apps.casework import operations as casework
from apps.casework import queries as cases
from apps.casework.errors import CaseIncomplete, FamilyNeeded
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.errors import NotEligible
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
from apps.enrolments.operations import LineAnswer
from apps.enrolments.wording import outcome
from apps.enrolments.workflow import diagram
from apps.health.models import IndividualPlan
from apps.messaging.models import Message
from core import forms
from tests.apps.accounts.people import citizen
from tests.factories import ActivityFactory, AgentFactory, EnrolmentFactory, PersonFactory, RestrictionFactory
from tests.instants import PARIS

from .filings import CARE_NEXT_YEAR, JUNE, NEXT_YEAR, answered, begun, family, filed, form_of, step, with_pieces
from .makers import child

DIAGRAM = Path(__file__).parents[3] / "docs" / "enrolment-workflow.md"

pytestmark = pytest.mark.usefixtures("in_villefranque")


def _options(case, child):
    return {option.value: option for option in form_of(case).question(f"child-{child.pk}-activities").options}


def _steps(case):
    return [one.slug for one in forms.visible_steps(form_of(case), case.payload["answers"])]


def _taken(case):
    return casework.take(case=case, by=AgentFactory(), at=JUNE)


class TestGrid:
    def test_each_child_is_offered_what_fits_and_told_what_does_not(self):
        home = family()
        (leo,) = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        options = _options(case, leo)
        assert options[NEXT_YEAR].refused == ""
        private = options["restauration-ecole-privee.annee-2026-2027"]
        assert private.refused == "C’est réservé aux élèves de l’école privée."
        assert (private.fix_url, private.fix_label) == (
            f"/mes-enfants/{leo.pk}/ecole/2026-2027/",
            "Vérifier son école",
        )

    def test_a_closed_window_says_when_it_opens(self):
        home = family()
        (leo,) = home.children
        early = datetime(2026, 6, 15, 7, 59, tzinfo=PARIS)
        case = step(begun(home, early), "enfants", early, children=[str(leo.pk)])
        grid = form_of(case, early).question(f"child-{leo.pk}-activities")
        assert grid.option(NEXT_YEAR).refused == "Les inscriptions ouvrent le lundi 15 juin 2026 à 8 h."
        grid = form_of(case, datetime(2026, 6, 15, 8, 0, tzinfo=PARIS)).question(f"child-{leo.pk}-activities")
        assert grid.option(NEXT_YEAR).refused == ""

    def test_what_is_asked_already_is_not_offered_again(self):
        home = family()
        (leo,) = home.children
        filed(home)
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        option = _options(case, leo)[NEXT_YEAR]
        assert (option.refused, option.fix_url) == ("Une demande est en cours.", "/mes-inscriptions/")

    def test_several_reasons_lead_to_the_page_that_lists_them(self):
        home = family(school="ecole-privee", birth_date=date(2012, 5, 4))
        (leo,) = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        option = _options(case, leo)[NEXT_YEAR]
        assert option.fix_url == f"/mes-inscriptions/enfant/{leo.pk}/ce-qui-manque/{NEXT_YEAR}/"


class TestSteps:
    def test_there_is_a_step_for_each_line_and_one_for_each_child(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        case = answered(begun(home), {leo: [NEXT_YEAR, CARE_NEXT_YEAR], zoe: [NEXT_YEAR]})
        assert _steps(case) == [
            "enfants",
            "activites",
            f"child-{leo.pk}-restauration-ecole-publique_annee-2026-2027",
            f"child-{leo.pk}-garderie-ecole-publique_annee-2026-2027",
            f"child-{zoe.pk}-restauration-ecole-publique_annee-2026-2027",
            f"child-{leo.pk}",
            f"child-{zoe.pk}",
            "engagements",
        ]

    def test_the_group_is_that_of_the_class_the_child_goes_to(self):
        home = family(level="ce1")
        (leo,) = home.children
        case = answered(begun(home), {leo: [NEXT_YEAR]})
        question = form_of(case).question(f"child-{leo.pk}-restauration-ecole-publique_annee-2026-2027-group")
        assert question.locked
        assert [option.label for option in question.options] == ["CE2"]

    def test_nothing_is_allowed_beforehand(self):
        home = family()
        (leo,) = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        case = step(case, "activites", **{f"child-{leo.pk}-activities": [NEXT_YEAR]})
        asked = [question for _, question in form_of(case).questions() if question.kind is forms.Kind.AUTHORISATION]
        assert len(asked) == 6  # five texts and the grandmother
        assert {question.initial for question in asked} == {None}
        assert all("texte du" in question.help for question in asked[:5])

    def test_dates_in_the_wrong_order_are_told_beside_the_last_day(self):
        home = family()
        (leo,) = home.children
        line = f"child-{leo.pk}-restauration-ecole-publique_annee-2026-2027"
        case = answered(begun(home), {leo: [NEXT_YEAR]})
        case = step(case, line, **{f"{line}-start": "2026-10-01", f"{line}-end": "2026-09-15"})
        with pytest.raises(CaseIncomplete) as refusal:
            casework.submit(case=case, by=home.parent, at=JUNE)
        assert [problem.question for problem in refusal.value.context["problems"]] == [f"{line}-end"]


class TestFiling:
    def test_each_line_is_kept_until_the_decision(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        case = filed(home, {leo: [NEXT_YEAR, CARE_NEXT_YEAR], zoe: [NEXT_YEAR]})
        lines = Enrolment.objects.filter(case=case).order_by("child__first_names", "activity__position")
        assert [(line.child.first_names, line.activity.slug, line.status) for line in lines] == [
            ("Léo", "restauration-ecole-publique", "requested"),
            ("Léo", "garderie-ecole-publique", "requested"),
            ("Zoé", "restauration-ecole-publique", "requested"),
        ]
        assert {line.school_year for line in lines} == {"2026-2027"}
        assert {line.starts_on for line in lines} == {date(2026, 9, 2)}

    def test_the_family_withdraws_its_request_and_the_lines_go_with_it(self):
        home = family()
        case = filed(home)
        casework.cancel(case=case, by=home.parent, at=JUNE)
        assert Enrolment.objects.get(case=case).status == EnrolmentStatus.CANCELLED

    def test_a_request_refused_as_a_whole_closes_its_lines_with_its_reason(self):
        case = _taken(filed(family()))
        casework.refuse(case=case, by=case.assigned_to, at=JUNE, reason="Hors délai.")
        line = Enrolment.objects.get(case=case)
        assert (line.status, line.reason) == (EnrolmentStatus.REFUSED, "Hors délai.")


class TestAcceptance:
    def test_the_places_are_given_and_what_was_said_is_kept(self):
        home = family()
        (leo,) = home.children
        case = _taken(filed(home, sortir_seul="yes", contact="yes", pai="yes"))
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        line = Enrolment.objects.get(case=case)
        assert (line.status, line.child, line.group.title) == (EnrolmentStatus.ACTIVE, leo, "CE2")
        assert PermissionAnswer.objects.filter(child=leo, household=home.household).count() == 5
        plan = IndividualPlan.objects.get(child=leo)
        assert (plan.status, plan.subject) == ("asked", "Allergie aux arachides.")
        told = Message.objects.filter(template="casework/accepted").get().text
        assert "inscription acceptée du 02/09/2026 au 04/07/2027" in told
        assert "Le PAI demandé pour Léo est transmis au service" in told

    def test_a_contact_who_is_allowed_may_collect(self):
        home = family()
        (leo,) = home.children
        contact = home.household.contacts.get()
        case = _taken(filed(home, **{f"contact_{contact.pk}": "yes"}))
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        person = AuthorisedPerson.objects.get(child=leo)
        assert (person.contact, person.full_name, person.since) == (contact, "Jeanne Petit", JUNE.date())

    def test_somebody_new_may_collect(self):
        home = family()
        case = _taken(filed(home, other="yes", first_names="Ana", usual_name="Lopes"))
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        assert [person.full_name for person in AuthorisedPerson.objects.all()] == ["Ana Lopes"]

    def test_accepting_twice_changes_nothing(self):
        from apps.casework import handlers

        case = _taken(filed(family(), pai="yes"))
        case = casework.accept(case=case, by=case.assigned_to, at=JUNE)
        handlers.of_case(case).accept(case=case, by=case.assigned_to, at=JUNE)
        assert Enrolment.objects.count() == 1
        assert PermissionAnswer.objects.count() == 5
        assert IndividualPlan.objects.count() == 1

    def test_a_part_is_accepted_and_the_family_reads_why_the_rest_is_not(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        case = _taken(filed(home, {leo: [NEXT_YEAR], zoe: [NEXT_YEAR]}))
        line = Enrolment.objects.get(case=case, child=zoe)
        answer = LineAnswer(enrolment=line, verdict=Verdict.REFUSE, group=line.group, reason="Dossier incomplet.")
        operations.judge(case=case, answers=[answer], by=case.assigned_to, at=JUNE)
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        assert Enrolment.objects.get(child=leo).status == EnrolmentStatus.ACTIVE
        assert Enrolment.objects.get(child=zoe).status == EnrolmentStatus.REFUSED
        told = Message.objects.filter(template="casework/accepted").get().text
        assert "Zoé, Restauration (école publique) : inscription refusée. Dossier incomplet." in told
        assert not PermissionAnswer.objects.filter(child=zoe).exists()


class TestPieces:
    def test_a_piece_that_was_accepted_and_still_holds_is_not_required_again(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        first = _taken(filed(home, {leo: [NEXT_YEAR]}))
        casework.accept(case=first, by=first.assigned_to, at=JUNE)
        case = answered(begun(home), {zoe: [NEXT_YEAR]})
        pieces = {piece.kind.slug: piece.kind for piece in cases.pieces_of(case)}
        assert not pieces["livret-de-famille"].required
        assert pieces["livret-de-famille"].help.startswith("Vous l’avez déjà fournie")
        case = casework.submit(case=case, by=home.parent, at=JUNE).case
        assert sorted(case.attachments.values_list("kind", flat=True)) == [
            "justificatif-de-domicile",
            "livret-de-famille",
        ]

    def test_a_piece_that_is_too_old_by_now_is_asked_again(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        first = _taken(filed(home, {leo: [NEXT_YEAR]}))
        casework.accept(case=first, by=first.assigned_to, at=JUNE)
        later = datetime(2026, 9, 21, 9, 0, tzinfo=PARIS)
        case = answered(begun(home, later), {zoe: [NEXT_YEAR]}, later)
        required = [piece.kind.slug for piece in cases.pieces_of(case) if piece.kind.required]
        assert required == ["justificatif-de-domicile"]

    def test_a_piece_of_a_request_that_is_not_decided_proves_nothing_yet(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        filed(home, {leo: [NEXT_YEAR]})
        case = answered(begun(home), {zoe: [NEXT_YEAR]})
        required = [piece.kind.slug for piece in cases.pieces_of(case) if piece.kind.required]
        assert required == ["justificatif-de-domicile", "livret-de-famille"]


def test_the_object_of_a_pai_is_not_read_in_the_request_once_filed():
    home = family()
    (leo,) = home.children
    case = answered(begun(home), {leo: [NEXT_YEAR]}, pai="yes")
    assert "Allergie aux arachides." in str(cases.case_file(case).sections)
    with_pieces(case)
    case = casework.submit(case=case, by=home.parent, at=JUNE).case
    read = str(cases.case_file(case).sections)
    assert "Allergie" not in read
    assert "Dans le dossier santé de l’enfant" in read


class TestWhatChangesMeanwhile:
    def test_a_request_that_became_impossible_is_refused_when_it_is_sent(self):
        home = family()
        (leo,) = home.children
        case = answered(begun(home), {leo: [NEXT_YEAR]})
        with_pieces(case)
        leo.schoolings.update(school=None, elsewhere="Ailleurs")
        with pytest.raises((NotEligible, CaseIncomplete)):
            casework.submit(case=case, by=home.parent, at=JUNE)
        assert not Enrolment.objects.exists()

    def test_somebody_whom_a_judge_keeps_away_is_told_beside_the_question(self):
        home = family()
        (leo,) = home.children
        barred = PersonFactory(first_names="Ana", usual_name="Lopes")
        RestrictionFactory(child=leo, adult=barred)
        case = answered(begun(home), {leo: [NEXT_YEAR]}, other="yes", first_names="Ana", usual_name="Lopes")
        with_pieces(case)
        with pytest.raises(CaseIncomplete) as refusal:
            casework.submit(case=case, by=home.parent, at=JUNE)
        problems = refusal.value.context["problems"]
        assert [(problem.step, problem.question) for problem in problems] == [
            (f"child-{leo.pk}", f"child-{leo.pk}-other")
        ]
        assert "Ana Lopes ne peut pas être autorisé à venir chercher Léo" in problems[0].message

    def test_an_account_without_a_family_cannot_file(self):
        with pytest.raises(FamilyNeeded):
            casework.open_draft(procedure="inscription", by=citizen("seul"), at=JUNE)


class TestWords:
    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (EnrolmentStatus.ACTIVE, "Léo, Cantine : inscription acceptée du 01/09/2025 au 03/07/2026."),
            (EnrolmentStatus.ENDED, "Léo, Cantine : inscription acceptée du 01/09/2025 au 03/07/2026."),
            (
                EnrolmentStatus.WAITING,
                "Léo, Cantine : sur liste d’attente. Nous vous écrirons dès qu’une place se libère.",
            ),
            (EnrolmentStatus.REFUSED, "Léo, Cantine : inscription refusée. Complet."),
            (EnrolmentStatus.CANCELLED, "Léo, Cantine : inscription annulée."),
        ],
    )
    def test_each_outcome_is_said_in_one_sentence(self, status, words):
        activity = ActivityFactory(title="Cantine")
        line = EnrolmentFactory(child=child("Léo"), activity=activity, status=status, reason="Complet.")
        assert outcome(line) == words


def test_the_diagram_of_the_states_is_up_to_date():
    assert DIAGRAM.read_text() == diagram()
