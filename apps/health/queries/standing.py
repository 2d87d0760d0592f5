"""What the health of a child allows: plans and vaccines, activity by activity, day by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from apps.families.models import Person
from apps.health.enums import VaccinationState
from apps.health.models import IndividualPlan, Vaccination
from communes_config.schema import Health, VaccinationProof
from core.blocks import Block
from core.care_plans import Cover, coverage
from core.vaccination import Admission, admission
from tenants import context

PROOFS: Mapping[VaccinationProof, frozenset[VaccinationState]] = {
    VaccinationProof.SWORN: frozenset(
        {VaccinationState.SWORN, VaccinationState.SENT, VaccinationState.CHECKED, VaccinationState.EXEMPT}
    ),
    VaccinationProof.DOCUMENT: frozenset({VaccinationState.CHECKED, VaccinationState.EXEMPT}),
}


class OfferedActivity(Protocol):
    """What is read of an activity, whoever keeps it."""

    @property
    def slug(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the health of one child allows, read once for as many activities and days as wanted."""

    child: Person
    plans: tuple[IndividualPlan, ...]
    vaccination: Vaccination | None
    rules: Health

    def blocks(self, activity: OfferedActivity, day: date, *, enrolled_on: date | None = None) -> tuple[Block, ...]:
        return (*self.plan_blocks(activity, day), *self.vaccine_blocks(activity, day, enrolled_on=enrolled_on))

    def plan_blocks(self, activity: OfferedActivity, day: date) -> tuple[Block, ...]:
        rules = self.rules.plan
        if activity.kind not in rules.blocked_kinds and activity.slug not in rules.blocked_activities:
            return ()
        found = coverage([plan.terms for plan in self.plans], day)
        name = self.child.first_names
        sentences = {
            Cover.WAITING: f"PAI en attente de signature pour {name}.",
            Cover.ENDED: f"Le PAI de {name} n’est plus valable depuis le {found.since:%d/%m/%Y} : il est à renouveler."
            if found.since
            else "",
            Cover.NOT_STARTED: f"Le PAI de {name} commence le {found.since:%d/%m/%Y}." if found.since else "",
        }
        sentence = sentences.get(found.cover)
        return (self._block(f"pai_{found.cover.name.lower()}", sentence, "Voir le PAI"),) if sentence else ()

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
        return Block(
            code=code,
            sentence=sentence,
            fix="portal:child-health",
            fix_label=label,
            fix_arguments=(str(self.child.pk),),
        )


def standings(children: Iterable[Person]) -> dict[int, Standing]:
    """Return what is known of several children, by their number, in two queries."""
    listed = {child.pk: child for child in children}
    plans: dict[int, list[IndividualPlan]] = {}
    for plan in IndividualPlan.objects.needed().filter(child__in=listed):
        plans.setdefault(plan.child_id, []).append(plan)
    proofs = {proof.child_id: proof for proof in Vaccination.objects.filter(child__in=listed)}
    rules = context.config().health
    return {
        pk: Standing(child=child, plans=tuple(plans.get(pk, ())), vaccination=proofs.get(pk), rules=rules)
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
