from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Event
from apps.families.enums import RestrictionKind
from apps.families.models import Restriction
from apps.health import operations
from apps.health.enums import PlanStatus
from apps.health.errors import (
    PlanAlreadyAsked,
    PlanChanged,
    PlanDatesWrong,
    PlanEndsAlready,
    PlanReasonMissing,
    PlanSignedLater,
)
from apps.health.models import IndividualPlan
from apps.health.queries import PlanTab, plan_counts, plans_of_tab
from apps.health.workflow import NEEDED, OPEN, PLAN_WORKFLOW, diagram
from apps.messaging.models import Message
from core.workflow import TransitionRefused
from tests.apps.health.makers import Family, at, family, officer
from tests.factories import IndividualPlanFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
DIAGRAM = Path(__file__).parents[3] / "docs" / "care-plan-workflow.md"
SEPTEMBER_15 = date(2025, 9, 15)
LAST_DAY = date(2026, 7, 4)
REMINDER = date(2026, 6, 4)


def asked(known: Family) -> IndividualPlan:
    return operations.ask_plan(child=known.child, by=known.parent, at=at(date(2025, 9, 1)), subject="Arachides")


def signed(known: Family, **changes: object) -> IndividualPlan:
    plan = operations.take_plan_in_charge(plan=asked(known), by=officer(), at=at(date(2025, 9, 2)))
    return sign(plan, **changes)


def sign(plan: IndividualPlan, **changes: object) -> IndividualPlan:
    given = {
        "signed_on": SEPTEMBER_15,
        "valid_until": LAST_DAY,
        "what_to_do": "Stylo, puis le 15.",
        "packed_lunch": True,
        "by": officer(),
        "at": at(SEPTEMBER_15),
    }
    return operations.sign_plan(plan=plan, **{**given, **changes})  # type: ignore[arg-type]


def mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.order_by("pk").values_list("recipient", "subject"))


def test_the_diagram_of_the_documentation_is_that_of_the_table() -> None:
    assert DIAGRAM.read_text() == diagram()
    assert {status for status in PlanStatus if PLAN_WORKFLOW.is_final(status)} == {
        PlanStatus.RENEWED,
        PlanStatus.REFUSED,
        PlanStatus.WITHDRAWN,
    }
    assert set(OPEN) < set(NEEDED)


def test_a_plan_is_asked_written_signed_and_the_parents_are_told() -> None:
    known = family(email="claire@exemple.fr")
    plan = signed(known)
    assert (plan.status, plan.valid_from, plan.valid_until, plan.packed_lunch) == (
        PlanStatus.SIGNED,
        SEPTEMBER_15,
        LAST_DAY,
        True,
    )
    assert mails() == [("claire@exemple.fr", "Le PAI de Léo est signé")]
    actions = Event.objects.about(plan).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["health.plan_asked", "health.plan_in_progress", "health.plan_signed"]


def test_the_mail_says_dates_and_never_the_reason() -> None:
    signed(family())
    text = Message.objects.get().text
    assert "du 15 septembre 2025 au 4 juillet 2026 inclus" in text
    assert "panier-repas" in text
    assert [word for word in ("Arachides", "Stylo") if word in text] == []


def test_one_plan_waits_at_a_time() -> None:
    known = family()
    asked(known)
    with pytest.raises(PlanAlreadyAsked, match="Un PAI est déjà en préparation pour Léo"):
        asked(known)
    with pytest.raises(IntegrityError, match="care_plan_one_waiting_per_child"), transaction.atomic():
        IndividualPlanFactory(child=known.child)


def test_the_next_plan_replaces_the_one_in_force() -> None:
    known = family()
    first = signed(known)
    second = operations.ask_plan(child=known.child, by=known.parent, at=at(REMINDER))
    operations.take_plan_in_charge(plan=second, by=officer(), at=at(REMINDER))
    sign(second, signed_on=REMINDER, valid_from=date(2026, 9, 1), valid_until=date(2027, 7, 3), at=at(REMINDER))
    first.refresh_from_db()
    assert (first.status, first.valid_until) == (PlanStatus.RENEWED, LAST_DAY)
    with pytest.raises(IntegrityError, match="care_plan_one_in_force_per_child"), transaction.atomic():
        IndividualPlanFactory(child=known.child, signed=True)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"signed_on": SEPTEMBER_15 + timedelta(days=1)}, PlanSignedLater),
        ({"valid_from": LAST_DAY, "valid_until": LAST_DAY - timedelta(days=1)}, PlanDatesWrong),
        ({"signed_on": date(2024, 9, 15), "valid_until": SEPTEMBER_15 - timedelta(days=1)}, PlanEndsAlready),
        ({"version": 1}, PlanChanged),
    ],
)
def test_a_signature_that_makes_no_sense_is_refused(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        signed(family(), **changes)


@pytest.mark.parametrize("changes", [{"valid_until": SEPTEMBER_15}, {"version": 2}])
def test_a_signature_at_the_edge_is_kept(changes: dict[str, object]) -> None:
    assert signed(family(), **changes).status == PlanStatus.SIGNED


def test_a_plan_asked_is_not_signed_before_somebody_wrote_it() -> None:
    with pytest.raises(TransitionRefused):
        sign(asked(family()))


def test_a_refusal_says_why_and_the_mail_does_not() -> None:
    known = family()
    plan = asked(known)
    with pytest.raises(PlanReasonMissing):
        operations.refuse_plan(plan=plan, reason="  ", by=officer(), at=at(SEPTEMBER_15))
    plan = operations.refuse_plan(plan=plan, reason="Une ordonnance suffit.", by=officer(), at=at(SEPTEMBER_15))
    assert (plan.status, plan.reason) == (PlanStatus.REFUSED, "Une ordonnance suffit.")
    message = Message.objects.get()
    assert message.subject == "La demande de PAI de Léo a reçu une réponse"
    assert "ordonnance" not in message.text


def test_a_plan_that_is_needed_no_more_is_withdrawn() -> None:
    plan = operations.withdraw_plan(plan=signed(family()), by=officer(), at=at(REMINDER), reason="Guéri")
    assert plan.status == PlanStatus.WITHDRAWN
    with pytest.raises(TransitionRefused):
        operations.withdraw_plan(plan=plan, by=officer(), at=at(REMINDER))


def test_the_family_is_reminded_once_on_4_june_and_not_before() -> None:
    known = family(email="claire@exemple.fr")
    signed(known)
    assert operations.remind_ending_plans(at=at(REMINDER - timedelta(days=1))) == 0
    assert operations.remind_ending_plans(at=at(REMINDER)) == 1
    assert operations.remind_ending_plans(at=at(REMINDER)) == 0
    assert mails()[-1:] == [("claire@exemple.fr", "Le PAI de Léo se termine le 4 juillet 2026")]


def test_no_reminder_leaves_once_the_renewal_is_asked_nor_once_the_plan_is_over() -> None:
    known, other = family(), family()
    signed(known)
    signed(other)
    operations.ask_plan(child=known.child, by=known.parent, at=at(date(2026, 5, 1)))
    sent = Message.objects.count()
    assert operations.remind_ending_plans(at=at(LAST_DAY + timedelta(days=1))) == 0
    assert operations.remind_ending_plans(at=at(LAST_DAY)) == 2
    assert Message.objects.count() == sent + 1


def test_a_parent_whom_a_judge_keeps_from_knowing_is_not_told() -> None:
    known = family(email="claire@exemple.fr")
    other = family(child=known.child, quality="father", email="marc@exemple.fr")
    Restriction.objects.create(
        child=known.child,
        adult=other.adult,
        kind=RestrictionKind.NO_INFORMATION,
        starts_on=date(2025, 1, 1),
        reference="JAF 2025/12",
        recorded_at=at(date(2025, 1, 2)),
    )
    signed(known)
    assert mails() == [("claire@exemple.fr", "Le PAI de Léo est signé")]


@pytest.mark.parametrize(("day", "closed"), [(LAST_DAY, 0), (LAST_DAY + timedelta(days=1), 1)])
def test_a_plan_is_over_the_day_after_its_last(day: date, closed: int) -> None:
    plan = signed(family())
    assert operations.close_ended_plans(at=at(day)) == closed
    plan.refresh_from_db()
    assert plan.status == (PlanStatus.EXPIRED if closed else PlanStatus.SIGNED)


def test_each_tab_has_its_plans_and_its_count() -> None:
    waiting = asked(family())
    force = signed(family())
    refused = operations.refuse_plan(plan=asked(family()), reason="Non", by=officer(), at=at(SEPTEMBER_15))
    assert [plan.pk for plan in plans_of_tab(PlanTab.ASKED, SEPTEMBER_15)] == [waiting.pk]
    assert [plan.pk for plan in plans_of_tab(PlanTab.SIGNED, LAST_DAY)] == [force.pk]
    assert [plan.pk for plan in plans_of_tab(PlanTab.CLOSED, LAST_DAY)] == [refused.pk]
    assert list(plan_counts(REMINDER - timedelta(days=1)).values()) == [1, 0, 0, 1, 0, 1]
    assert list(plan_counts(REMINDER).values()) == [1, 0, 1, 1, 0, 1]
    assert list(plan_counts(LAST_DAY + timedelta(days=1)).values()) == [1, 0, 0, 0, 1, 1]
    assert [tab.label for tab in PlanTab][-2:] == ["À renouveler", "Clos"]
