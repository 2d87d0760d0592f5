"""What the health of a child allows: plans and vaccines, activity by activity, day by day."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from apps.families.models import Person
from apps.health.enums import PlanStatus, VaccinationState
from apps.health.models import IndividualPlan, Vaccination
from apps.health.workflow import OPEN
from communes_config.schema import Health, PaiPolicy, Unit, VaccinationProof
from core.blocks import Block
from core.care_plans import Closed, Cover, Coverage, coverage, keeps_from_enrolling
from core.vaccination import Admission, admission
from tenants import context

PROOFS: Mapping[VaccinationProof, frozenset[VaccinationState]] = {
    VaccinationProof.SWORN: frozenset(
        {VaccinationState.SWORN, VaccinationState.SENT, VaccinationState.CHECKED, VaccinationState.EXEMPT}
    ),
    VaccinationProof.DOCUMENT: frozenset({VaccinationState.CHECKED, VaccinationState.EXEMPT}),
}


FIXES: Final[Mapping[Cover, str]] = {Cover.ENDED: "Renouveler le PAI"}
SIGNATURE_MISSING: Final = frozenset({"pai_waiting", "pai_ended"})
PLAN_CODES: Final = SIGNATURE_MISSING | {"pai_not_started"}
AFTER: Final[Mapping[Closed, str]] = {
    Closed.ATTENDANCE: "{name} y viendra une fois le PAI signé.",
    Closed.MEALS: "Les formules avec repas s’ouvriront une fois le PAI signé.",
    Closed.ENROLMENT: "L’inscription s’ouvrira une fois le PAI signé.",
}
KEPT_BY_PARENTS: Final = (
    "Il manque un document de {name}. Seuls ses parents qui exercent l’autorité parentale peuvent s’en occuper."
)


class OfferedActivity(Protocol):
    """What the commune says of an activity."""

    @property
    def slug(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def pai(self) -> PaiPolicy: ...
    @property
    def units(self) -> Sequence[Unit]: ...


@dataclass(frozen=True, kw_only=True)
class Enrolling:
    """What the plan of a child answers to who enrols it: `blocks` close the activity, `meals` the units with a meal;
    `waits` are only told."""

    blocks: tuple[Block, ...] = ()
    meals: tuple[Block, ...] = ()
    waits: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the health of one child allows, read once for as many activities and days as wanted.

    Nothing of its health is said to a reader who is not `told`.
    """

    child: Person
    plans: tuple[IndividualPlan, ...]
    vaccination: Vaccination | None
    rules: Health
    told: bool = True

    def blocks(self, activity: OfferedActivity, day: date, *, enrolled_on: date | None = None) -> tuple[Block, ...]:
        return (*self.plan_blocks(activity, day), *self.vaccine_blocks(activity, day, enrolled_on=enrolled_on))

    def plan_blocks(self, activity: OfferedActivity, day: date, *, meal: bool = True) -> tuple[Block, ...]:
        """Return what keeps the child from coming on a day; where only meals are closed, it comes without one."""
        closed = closed_until_signed(activity, self.rules)
        if closed is None or (closed is Closed.MEALS and not meal):
            return ()
        return self._plan_blocks(self._coverage(day), day)

    def attending(self, activity: OfferedActivity, day: date, *, meal: bool = True, today: date) -> tuple[Block, ...]:
        """Return the same as told today of a day to come, to who has the place."""
        if not self.plan_blocks(activity, day, meal=meal):
            return ()
        return self._followed(self._plan_blocks(self._coverage(day), today), Closed.ATTENDANCE)

    def enrolling(self, activity: OfferedActivity, *, start: date, today: date) -> Enrolling:
        """Return what a family that enrols the child from `start` is told, and what it may not ask for yet."""
        closed = closed_until_signed(activity, self.rules)
        if closed is None or not (missing := self._plan_blocks(self._coverage(start), today)):
            return Enrolling()
        if closed is Closed.ATTENDANCE or not keeps_from_enrolling([plan.terms for plan in self.plans], today):
            return Enrolling(waits=self._followed(missing, Closed.ATTENDANCE))
        if closed is Closed.MEALS and not all(unit.meal for unit in activity.units):
            return Enrolling(meals=self._followed(missing, closed))
        return Enrolling(blocks=self._followed(missing, Closed.ENROLMENT))

    def with_a_plan_asked(self) -> "Standing":
        """Return the standing of a child for whom a plan is asked and not written down yet."""
        return replace(self, plans=(*self.plans, IndividualPlan(child=self.child, status=PlanStatus.ASKED)))

    @property
    def plan_to_follow(self) -> IndividualPlan | None:
        """The plan that waits for a signature, else the last one asked."""
        waiting = (plan for plan in self.plans if plan.status in OPEN)
        return next(waiting, next(iter(self.plans), None))

    def _coverage(self, day: date) -> Coverage:
        return coverage([plan.terms for plan in self.plans], day)

    def _plan_blocks(self, found: Coverage, today: date) -> tuple[Block, ...]:
        sentence = _sentence(found, self.child.first_names, today)
        if not sentence:
            return ()
        return (self._block(f"pai_{found.cover.name.lower()}", sentence, FIXES.get(found.cover, "Voir le PAI")),)

    def _followed(self, blocks: tuple[Block, ...], closed: Closed) -> tuple[Block, ...]:
        """Add to each sentence what the signature opens; a plan signed for later says its first day already."""
        after = AFTER[closed].format(name=self.child.first_names)
        return tuple(
            replace(block, sentence=f"{block.sentence} {after}") if block.code in SIGNATURE_MISSING else block
            for block in blocks
        )

    def vaccine_blocks(
        self, activity: OfferedActivity, day: date, *, enrolled_on: date | None = None
    ) -> tuple[Block, ...]:
        result = self.admission(activity, day, enrolled_on=enrolled_on)
        if result is None or result.allowed:
            return ()
        name = self.child.first_names
        sentence = f"Les vaccins obligatoires de {name} ne sont pas attestés."
        if result.until is not None:
            sentence = f"{sentence[:-1]} : l’admission provisoire s’est terminée le {result.until:%d/%m/%Y}."
        return (self._block("vaccines_missing", sentence, "Compléter le dossier santé"),)

    def admission(self, activity: OfferedActivity, day: date, *, enrolled_on: date | None = None) -> Admission | None:
        """Return how the child is admitted; None where no vaccine is asked for."""
        rules = self.rules.vaccination
        accommodation = activity.slug in rules.accommodation
        if activity.kind not in rules.required_kinds and not accommodation:
            return None
        return admission(
            proved=self.vaccination is not None and self.vaccination.state in PROOFS[rules.proof],
            first_day=enrolled_on or day,
            day=day,
            months=rules.provisional_months,
            accommodation=accommodation,
        )

    def packed_lunch_on(self, day: date) -> bool:
        """Whether the family brings the meal on that day: the price of the day follows."""
        return any(plan.packed_lunch and plan.terms.covers(day) for plan in self.plans)

    def _block(self, code: str, sentence: str, label: str) -> Block:
        if not self.told:
            return Block(code="health_waits", sentence=KEPT_BY_PARENTS.format(name=self.child.first_names))
        return Block(
            code=code,
            sentence=sentence,
            fix="portal:child-health",
            fix_label=label,
            fix_arguments=(str(self.child.pk),),
        )


def closed_until_signed(activity: OfferedActivity, rules: Health | None = None) -> Closed | None:
    """Return what the signature of a plan opens in an activity; None when the activity waits for no plan."""
    plan = (rules or context.config().health).plan
    listed = activity.kind in plan.blocked_kinds or activity.slug in plan.blocked_activities
    return activity.pai.closes if listed or activity.pai.blocks_until_signed else None


def standings(children: Iterable[Person], told: Container[int] | None = None) -> dict[int, Standing]:
    """Return what is known of several children, by their number, in two queries; what the plans say is not read.

    `told` holds the children whose health the reader may know of; None when that is everybody's.
    """
    listed = {child.pk: child for child in children}
    plans: dict[int, list[IndividualPlan]] = {}
    for plan in IndividualPlan.objects.needed().filter(child__in=listed).defer("subject", "what_to_do", "reason"):
        plans.setdefault(plan.child_id, []).append(plan)
    proofs = {proof.child_id: proof for proof in Vaccination.objects.filter(child__in=listed)}
    rules = context.config().health
    return {
        pk: Standing(
            child=child,
            plans=tuple(plans.get(pk, ())),
            vaccination=proofs.get(pk),
            rules=rules,
            told=told is None or pk in told,
        )
        for pk, child in listed.items()
    }


def blocks_for(
    child: Person, activity: OfferedActivity, day: date, *, enrolled_on: date | None = None
) -> tuple[Block, ...]:
    """Return what keeps a child from an activity on a day; `enrolled_on` is its first day there, today's by default."""
    return standings([child])[child.pk].blocks(activity, day, enrolled_on=enrolled_on)


def packed_lunch_on(child: Person, day: date) -> bool:
    return standings([child])[child.pk].packed_lunch_on(day)


def packed_lunch_tariff() -> str | None:
    """Return the tariff of a day for which the family brings the meal, where the commune has one."""
    return context.config().health.plan.packed_lunch_tariff


def _sentence(found: Coverage, name: str, today: date) -> str:
    """Say what a plan lacks; nothing when the child is covered, or needs none."""
    if found.cover is Cover.WAITING:
        return f"PAI en attente de signature pour {name}."
    if found.since is None:
        return ""
    if found.cover is Cover.NOT_STARTED:
        return f"Le PAI de {name} commence le {found.since:%d/%m/%Y}."
    if found.since < today:
        return f"Le PAI de {name} n’est plus valable depuis le {found.since:%d/%m/%Y} : il est à renouveler."
    return f"Le PAI de {name} se termine le {found.since:%d/%m/%Y} : il sera à renouveler."
