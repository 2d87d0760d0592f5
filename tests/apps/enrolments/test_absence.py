"""An absence with its proof: asked of the children's own activities, justified or not by the service."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.casework import handlers, operations, queries
from apps.casework.errors import CaseIncomplete
from apps.enrolments.models import Absence
from apps.enrolments.operations.merging import merge_enrolments
from apps.families.models import Person
from apps.families.operations import create_household
from apps.messaging.models import Message
from tests.apps.casework.makers import AT
from tests.apps.casework.questionnaires import answered, filed, in_review
from tests.apps.families.makers import agent, citizen, declaration
from tests.factories import AbsenceFactory, CaseFactory, EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
TODAY = AT.date()
DAYS = {"first_day": str(TODAY), "last_day": str(TODAY + timedelta(days=2)), "reason": "sickness"}


@pytest.fixture
def parent() -> User:
    user = citizen("maurice")
    create_household(declaration=declaration(), account=user, by=None, at=AT)
    return user


@pytest.fixture
def nina(parent: User) -> Person:
    return Person.objects.get(first_names="Nina")


@pytest.fixture
def canteen(nina: Person) -> Activity:
    household = nina.memberships.get().household
    enrolment = EnrolmentFactory(child=nina, household=household, status="active")
    return enrolment.activity


def kept() -> list[tuple]:
    return list(Absence.objects.order_by("pk").values_list("child__first_names", "activity__slug", "justified"))


def test_only_the_activities_where_the_child_has_a_place_are_asked(
    parent: User, nina: Person, canteen: Activity
) -> None:
    EnrolmentFactory(child=nina, household=nina.memberships.get().household, status="cancelled")
    case = filed("absence", parent, children=[str(nina.pk)], **DAYS, activities=[canteen.slug])
    form = handlers.of_case(case).sections(case)
    assert dict(form[1].rows)["De quelles activités sera-t-il absent ?"] == canteen.title


def test_acceptance_justifies_it_for_each_activity_once(parent: User, nina: Person, canteen: Activity) -> None:
    officer = agent()
    case = in_review("absence", parent, officer, children=[str(nina.pk)], **DAYS, activities=[canteen.slug])
    handlers.of_case(case).accept(case=case, by=officer, at=AT)
    operations.accept(case=case, by=officer, at=AT)
    assert kept() == [("Nina", canteen.slug, True)]
    assert (
        "L’absence de Nina du 16 mars 2026 au 18 mars 2026 est justifiée." in Message.objects.order_by("pk").last().text
    )


def test_a_refusal_keeps_it_unjustified(parent: User, nina: Person, canteen: Activity) -> None:
    officer = agent()
    case = in_review("absence", parent, officer, children=[str(nina.pk)], **DAYS, activities=[canteen.slug])
    operations.refuse(case=case, by=officer, at=AT, reason="Le certificat ne couvre pas ces jours.")
    assert kept() == [("Nina", canteen.slug, False)]


def test_a_child_without_any_place_is_absent_from_everything_for_one_day(parent: User, nina: Person) -> None:
    officer = agent()
    case = in_review("absence", parent, officer, children=[str(nina.pk)], first_day=str(TODAY), reason="appointment")
    operations.accept(case=case, by=officer, at=AT)
    assert kept() == [("Nina", None, True)]
    assert "du 16 mars 2026 est justifiée" in Message.objects.order_by("pk").last().text


def test_the_last_day_does_not_come_before_the_first(parent: User, nina: Person) -> None:
    days = {"first_day": "2026-03-17", "last_day": "2026-03-16", "reason": "sickness"}
    case = answered("absence", parent, children=[str(nina.pk)], **days)
    with pytest.raises(CaseIncomplete) as refusal:
        operations.submit(case=case, by=parent, at=AT)
    assert [problem.question for problem in refusal.value.context["problems"]] == ["last-day"]


def test_the_agent_sees_the_places_and_the_absences_of_the_year(parent: User, nina: Person, canteen: Activity) -> None:
    earlier = AbsenceFactory(child=nina, first_day=date(2025, 9, 1), last_day=date(2025, 9, 2))
    AbsenceFactory(child=nina, first_day=date(2025, 8, 31), last_day=date(2025, 8, 31))
    officer = agent()
    case = in_review("absence", parent, officer, children=[str(nina.pk)], **DAYS, activities=[canteen.slug])
    known = queries.decision_file(case).known
    assert ([place.activity for place in known.enrolments], list(known.earlier)) == ([canteen], [earlier])


@pytest.mark.parametrize(
    ("reason", "piece"), [("sickness", "certificat-medical"), ("appointment", "justificatif-d-absence")]
)
def test_the_proof_depends_on_the_reason(parent: User, nina: Person, reason: str, piece: str) -> None:
    case = answered("absence", parent, children=[str(nina.pk)], **{**DAYS, "reason": reason})
    assert [asked.kind.slug for asked in queries.pieces_of(case)] == [piece]


def test_an_absence_is_on_its_days_only() -> None:
    absence = AbsenceFactory(first_day=date(2026, 3, 16), last_day=date(2026, 3, 18))
    days = [date(2026, 3, 15), date(2026, 3, 16), date(2026, 3, 18), date(2026, 3, 19)]
    assert [absence in Absence.objects.on(day) for day in days] == [False, True, True, False]


def test_one_child_of_two_records_was_absent_once() -> None:
    kept_child, other = PersonFactory(child=True), PersonFactory(child=True)
    told_twice = AbsenceFactory(child=kept_child, case=CaseFactory(filed=True))
    AbsenceFactory(child=other, case=told_twice.case, activity=told_twice.activity)
    told_elsewhere = AbsenceFactory(child=other)
    merge_enrolments(kept=kept_child, other=other, at=AT)
    assert set(Absence.objects.filter(child=kept_child)) == {told_twice, told_elsewhere}
    assert Absence.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_what_the_agent_sees_costs_the_same_for_many_absences(
    parent: User, nina: Person, canteen: Activity, count: int, constant_queries
) -> None:
    AbsenceFactory.create_batch(count, child=nina, activity=canteen)
    case = filed("absence", parent, children=[str(nina.pk)], **DAYS, activities=[canteen.slug])
    handler = handlers.of_case(case)
    with constant_queries(4):
        known = handler.known(case)
        assert len([(str(absence), absence.activity.title) for absence in known.earlier]) == count
        assert [(str(place.child), place.activity.title) for place in known.enrolments] == [
            ("Nina Testo", canteen.title)
        ]
