"""What a care plan (PAI) that is not signed changes for who enrols, as each commune decides it."""

from datetime import date

import pytest
from django.urls import reverse

from apps.casework import operations as casework
from apps.casework.errors import CaseIncomplete
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.known import known_lines
from apps.enrolments.operations import LineAnswer
from apps.enrolments.operations.requests import of_case
from apps.enrolments.procedure import EnrolmentHandler
from apps.enrolments.queries import current_of, has_meal, kept_waiting
from apps.enrolments.questions import pai_slug
from apps.families.models import Person
from apps.health.models import IndividualPlan
from apps.messaging.models import Message
from communes_config.schema import PaiPolicy, Unit
from core.care_plans import Closed
from tests.factories import (
    ActivityFactory,
    AgentFactory,
    EnrolmentFactory,
    IndividualPlanFactory,
    ServiceKeyFactory,
    UnitFactory,
    activity_rules,
)

from .filings import CARE_NEXT_YEAR, JUNE, NEXT_YEAR, Family, answered, begun, family, filed, form_of, situation, step
from .makers import FIRST, LAST, household_with
from .makers import child as child_named

WAITS = "PAI en attente de signature pour Léo. Léo y viendra une fois le PAI signé."
ENDS = "Le PAI de Léo se termine le 04/07/2026 : il sera à renouveler. Léo y viendra une fois le PAI signé."
LUNCH = "restauration-scolaire.annee-2026-2027"
HOLIDAYS = "grandes-vacances.ete-2027"


def canteen(closes: Closed, *meals: bool):
    units = tuple(Unit(slug=f"u{number}", title=f"Formule {number}", meal=meal) for number, meal in enumerate(meals))
    rules = activity_rules(units=units, pai=PaiPolicy(blocks_until_signed=True, closes=closes))
    activity = ActivityFactory(rules=rules)
    return activity, [UnitFactory(activity=activity, slug=unit.slug) for unit in units]


def option(home: Family, key: str):
    (leo,) = home.children
    case = step(begun(home), "enfants", children=[str(leo.pk)])
    return form_of(case).question(f"child-{leo.pk}-activities").option(key)


@pytest.mark.usefixtures("in_villefranque")
class TestVillefranque:
    """The child is enrolled and eats once its plan is signed; the rest of the day is open to it."""

    def test_the_grid_and_the_line_tell_what_the_child_waits_for(self):
        home = family()
        (leo,) = home.children
        IndividualPlanFactory(child=leo)
        lunch, care = option(home, NEXT_YEAR), option(home, CARE_NEXT_YEAR)
        assert (lunch.refused, WAITS in lunch.help) == ("", True)
        assert (lunch.fix_url, lunch.fix_label) == (reverse("portal:child-health", args=[leo.pk]), "Voir le PAI")
        assert ("PAI" in care.help, care.fix_url) == (False, "")
        case = answered(begun(home), {leo: [NEXT_YEAR, CARE_NEXT_YEAR]})
        said = [one.intro for one in form_of(case).steps if "annee-2026-2027" in one.slug]
        assert [WAITS in intro for intro in said] == [True, False]

    def test_a_plan_in_force_that_ends_before_the_first_day_is_told_and_keeps_from_nothing(self):
        home = family()
        IndividualPlanFactory(child=home.children[0], signed=True)
        found = option(home, NEXT_YEAR)
        assert (found.refused, ENDS in found.help, found.fix_label) == ("", True, "Renouveler le PAI")

    def test_somebody_who_does_not_keep_the_health_of_the_child_is_told_nothing_of_it(self):
        home = family()
        (leo,) = home.children
        ServiceKeyFactory(household=home.household, used_by=home.parent, used_at=JUNE)  # only a key ties them
        IndividualPlanFactory(child=leo)
        found = option(home, NEXT_YEAR)
        assert ("PAI" in found.help, found.fix_url) == (False, "")
        assert "Il manque un document de Léo. Seuls ses parents" in found.help

    def test_the_question_says_what_will_wait_for_the_signature(self):
        home = family()
        (leo,) = home.children
        case = answered(begun(home), {leo: [NEXT_YEAR, CARE_NEXT_YEAR]})
        help = form_of(case).question(pai_slug(leo)).help
        assert "Restauration (école publique) – Année scolaire 2026-2027 : Léo y viendra une fois le PAI signé." in help
        assert "Garderie" not in help

    def test_once_accepted_the_family_reads_what_the_child_waits_for_and_its_page_repeats_it(self):
        home = family()
        case = casework.take(case=filed(home, pai="yes"), by=AgentFactory(), at=JUNE)
        assert EnrolmentHandler().answers(case, JUNE) == ()
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        assert WAITS in Message.objects.get(template="casework/accepted").text
        case.refresh_from_db()
        [answer] = EnrolmentHandler().answers(case, JUNE)
        assert (answer.title, answer.status, answer.tone) == (
            "Léo, Restauration (école publique)",
            "Inscrit",
            "success",
        )
        assert answer.detail == "Inscription acceptée du 02/09/2026 au 04/07/2027, CE2."
        assert [note.sentence for note in answer.notes] == [WAITS]

    def test_each_answer_of_a_request_is_repeated_with_its_reason(self):
        home = family("Léo", "Zoé")
        leo, zoe = home.children
        sent = filed(home, {leo: [NEXT_YEAR, CARE_NEXT_YEAR], zoe: [NEXT_YEAR]})
        case = casework.take(case=sent, by=AgentFactory(), at=JUNE)
        given = [Verdict.REFUSE, Verdict.WAIT, Verdict.ACCEPT]
        answers = [
            LineAnswer(enrolment=line, verdict=verdict, group=line.group, reason="Le car est déjà pris.")
            for line, verdict in zip(of_case(case), given, strict=True)
        ]
        operations.judge(case=case, answers=answers, by=case.assigned_to, at=JUNE)
        case.refresh_from_db()
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        case.refresh_from_db()
        assert [(one.status, one.detail) for one in EnrolmentHandler().answers(case, JUNE)] == [
            ("Refusée", "Inscription refusée. Le car est déjà pris."),
            ("Sur liste d’attente", "Sur liste d’attente. Nous vous écrirons dès qu’une place se libère."),
            ("Inscrit", "Inscription acceptée du 02/09/2026 au 04/07/2027, CE2."),
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_form_reads_as_much_for_three_children_as_for_one(self, count, django_assert_num_queries):
        home = family(*("Léo", "Zoé", "Nina")[:count])
        for child in home.children:
            IndividualPlanFactory(child=child)
        situation(home)
        with django_assert_num_queries(19):
            found = situation(home)
        assert len(found.offers) == count


@pytest.mark.usefixtures("in_villennes")
class TestVillennes:
    """Meals are closed until the signature; so are the holidays, which come with one."""

    @pytest.fixture
    def home(self) -> Family:
        home = family(school="elementaire-du-bourg", birth_date=date(2018, 5, 4))
        IndividualPlanFactory(child=home.children[0])
        return home

    def test_the_units_with_a_meal_are_shown_and_cannot_be_chosen(self, home):
        (leo,) = home.children
        case = answered(begun(home), {leo: [LUNCH]}, units="sans-repas")
        [units] = [q for _, q in form_of(case).questions() if q.slug.endswith("-units")]
        said = (
            "PAI en attente de signature pour Léo. Les formules avec repas s’ouvriront une fois le PAI signé.",
            reverse("portal:child-health", args=[leo.pk]),
        )
        assert [(one.value, one.refused, one.fix_url) for one in units.options] == [
            ("standard", *said),
            ("vegetarien", *said),
            ("sans-repas", "", ""),
        ]

    def test_a_meal_that_was_chosen_before_the_plan_was_asked_keeps_the_request_from_being_filed(self, home):
        IndividualPlan.objects.all().delete()
        (leo,) = home.children
        case = answered(begun(home), {leo: [LUNCH]})
        IndividualPlanFactory(child=leo)
        with pytest.raises(CaseIncomplete) as refusal:
            casework.submit(case=case, by=home.parent, at=JUNE)
        [problem] = [one for one in refusal.value.context["problems"] if one.question.endswith("-units")]
        assert "« Menu standard » ne peut pas être choisi : PAI en attente de signature pour Léo." in problem.message

    def test_an_activity_that_waits_whole_is_refused_with_its_reason_and_its_fix(self, home):
        found = option(home, HOLIDAYS)
        assert "PAI en attente de signature pour Léo. L’inscription s’ouvrira une fois le PAI signé." in found.refused
        assert found.fix_url == reverse("portal:enrolment-blocks", args=[home.children[0].pk, HOLIDAYS])


@pytest.mark.usefixtures("in_villefranque")
class TestPlacesThatAreGiven:
    @pytest.fixture
    def leo(self) -> Person:
        return IndividualPlanFactory(child=child_named()).child

    def place(self, leo: Person, activity, **fields: object):
        home = leo.memberships.first()
        household = home.household if home else household_with(leo)
        return EnrolmentFactory(
            child=leo, household=household, activity=activity, starts_on=FIRST, ends_on=LAST, **fields
        )

    def test_only_what_is_current_waits(self, leo):
        activity, _ = canteen(Closed.ATTENDANCE)
        one = self.place(leo, activity)
        self.place(leo, canteen(Closed.ATTENDANCE)[0], status=EnrolmentStatus.REFUSED, reason="Complet.")
        assert [[block.sentence for block in found] for found in kept_waiting([one], LAST).values()] == [[WAITS]]
        assert current_of(leo, LAST) == (one,)
        assert (kept_waiting([one], date(2026, 7, 4)), current_of(leo, date(2026, 7, 4))) == ({}, ())

    def test_where_meals_are_closed_the_child_comes_without_one(self, leo):
        activity, (lunch, afternoon) = canteen(Closed.MEALS, True, False)
        one = self.place(leo, activity)
        assert (has_meal(one), len(kept_waiting([one], FIRST))) == (True, 1)
        one.units.set([afternoon])
        assert (has_meal(one), len(kept_waiting([one], FIRST))) == (False, 0)
        one.units.set([lunch, afternoon])
        assert (has_meal(one), len(kept_waiting([one], FIRST))) == (True, 1)

    def test_a_reader_who_keeps_no_health_is_told_to_see_the_parents(self, leo):
        one = self.place(leo, canteen(Closed.ATTENDANCE)[0])
        [block] = kept_waiting([one], FIRST, told=())[one.pk]
        assert (block.code, block.fix) == ("health_waits", "")
        assert "PAI" not in block.sentence


@pytest.mark.usefixtures("in_villefranque")
class TestAgent:
    def test_a_plan_asked_in_the_request_itself_is_seen_before_the_decision(self):
        case = filed(family(), pai="yes")
        [line] = EnrolmentHandler().known(case).lines
        assert ([block.sentence for block in line.blocks], line.plan) == ([WAITS], None)

    def test_a_plan_known_already_may_be_opened_from_the_line(self):
        home = family()
        case = filed(home)
        plan = IndividualPlanFactory(child=home.children[0])
        [line] = EnrolmentHandler().known(case).lines
        assert ([block.sentence for block in line.blocks], line.plan) == ([WAITS], plan)

    def test_a_line_that_is_decided_says_what_keeps_the_child_from_coming(self):
        home = family()
        case = casework.take(case=filed(home), by=AgentFactory(), at=JUNE)
        casework.accept(case=case, by=case.assigned_to, at=JUNE)
        IndividualPlanFactory(child=home.children[0])
        [line] = known_lines(of_case(case), {}, JUNE).lines
        assert [block.sentence for block in line.blocks] == [WAITS]

    def test_without_a_plan_nothing_speaks_against_a_line(self):
        [line] = EnrolmentHandler().known(filed(family())).lines
        assert (line.blocks, line.plan) == ((), None)
