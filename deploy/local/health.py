"""The health of the children of a demonstration: records, care plans in every state, vaccines, and who read them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from apps.accounts.models import User
from apps.documents.operations import deposit
from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Person
from apps.families.queries import children_of
from apps.health import operations
from apps.health.enums import AccessKind, Severity
from apps.health.models import IndividualPlan
from apps.health.operations import RecordContent
from core.vaccination import Vaccine
from tenants import context

from .people import Town
from .vault import page

FILLED = 0.35  # share of the children whose record is filled
EATING = range(3, 12)  # ages at which one eats at the canteen
CONDUCT = {
    Severity.VITAL: "Stylo auto-injecteur dans le sac rouge, allonger l’enfant, appeler le 15.",
    Severity.MARKED: "Donner le sirop du sac, prévenir les parents, surveiller une heure.",
    Severity.MILD: "Écarter l’aliment, prévenir les parents le soir.",
}
MEDICATIONS = ("Ventoline : deux bouffées avant le sport, dans le sac bleu.", "Collyre après la sieste.")
NEEDS = ("Une place au calme pour manger.", "Une aide pour couper ses aliments.", "Une pause après le repas.")
COMMENTS = ("Porte des lunettes.", "Appareil auditif à droite.", "N’aime pas l’eau : le rassurer à la piscine.")


def fill(*, town: Town, parent: User, officer: User, at: datetime) -> None:
    """Fill what families said of their children, and move their care plans as the health officer would."""
    desk = _Desk(town, officer, at)
    mine = list(children_of(parent).born().order_by("birth_date", "pk"))
    others = [child for child in _at_the_canteen(context.local_date(at)) if child not in mine]
    for child in others:
        if town.rng.random() < FILLED:
            desk.record(child, by=None)
            desk.vaccines(child)
    desk.plans(town.rng.sample(others, k=min(12, len(others))))
    desk.family(mine, parent)
    operations.close_ended_plans(at=at)
    operations.remind_ending_plans(at=at)


def _at_the_canteen(today: date) -> Sequence[Person]:
    places = {"memberships__role": MemberRole.CHILD, "memberships__household__status": HouseholdStatus.ACTIVE}
    children = Person.objects.living_apart().born().filter(**places).order_by("pk").distinct()
    return [child for child in children if today.year - child.birth_date.year in EATING]


class _Desk:
    def __init__(self, town: Town, officer: User, at: datetime) -> None:
        self.rng = town.rng
        self.rules = context.config().health
        self.officer = officer
        self.at = at

    def record(self, child: Person, *, by: User | None, severity: Severity | None = None) -> None:
        severity = severity or self.rng.choice(list(Severity))
        allergens = self.rng.sample(self.rules.allergens, k=self.rng.choice((0, 0, 1, 1, 2)))
        if severity is Severity.VITAL:
            allergens = [one for one in self.rules.allergens if one.slug == "arachides"]
        diets = self.rng.sample(self.rules.diets, k=self.rng.choice((0, 0, 0, 1)))
        doctor = self.rng.choice(self.rules.doctors)
        content = RecordContent(
            allergies=[
                {"slug": one.slug, "label": one.label, "severity": str(severity), "what_to_do": CONDUCT[severity]}
                for one in allergens
            ],
            diets=[{"slug": one.slug, "label": one.label} for one in diets],
            doctor={"slug": doctor.slug, "name": doctor.name, "phone": doctor.phone, "address": doctor.address},
            medication=self.rng.choice((*MEDICATIONS, "", "", "")),
            needs=self.rng.choice((*NEEDS, "", "", "")),
            nap=self.nap(child),
            comment=self.rng.choice((*COMMENTS, "", "")),
        )
        at = self.at - timedelta(days=self.rng.randint(2, 60))
        operations.update_record(child=child, content=content, by=by or self.officer, at=at)

    def nap(self, child: Person) -> dict[str, str] | None:
        age = child.age_on(context.local_date(self.at))
        if age is None or age >= self.rules.naps_under or not self.rules.naps:
            return None
        chosen = self.rng.choice(self.rules.naps)
        return {"slug": chosen.slug, "label": chosen.label}

    def vaccines(self, child: Person) -> None:
        at = self.at - timedelta(days=self.rng.randint(1, 50))
        operations.swear_vaccines(child=child, by=self.officer, at=at)
        if self.rng.random() < 0.6:
            missing = [Vaccine.TETANUS] if self.rng.random() < 0.15 else []
            operations.check_vaccines(child=child, by=self.officer, at=at + timedelta(hours=5), missing=missing)

    def plans(self, children: Sequence[Person]) -> None:
        """Some of each state: asked, being written, signed, soon over, over, refused."""
        today = context.local_date(self.at)
        ends = [200, 180, 160, 20, 12, -15, -40]
        for number, child in enumerate(children):
            self.record(child, by=None, severity=Severity.VITAL)
            if number < len(ends):
                self.signed(child, until=today + timedelta(days=ends[number]), packed_lunch=number % 2 == 0)
                continue
            plan = self.asked(child, by=self.officer, days_ago=number)
            if number % 3 == 0:
                operations.take_plan_in_charge(plan=plan, by=self.officer, at=self.at - timedelta(days=1))
            elif number % 3 == 1:
                reason = "Une ordonnance et le dossier santé suffisent : aucun PAI n’est nécessaire."
                operations.refuse_plan(plan=plan, reason=reason, by=self.officer, at=self.at - timedelta(days=1))

    def asked(self, child: Person, *, by: User, days_ago: int) -> IndividualPlan:
        at = self.at - timedelta(days=days_ago)
        return operations.ask_plan(child=child, by=by, at=at, subject="Allergie aux arachides")

    def signed(self, child: Person, *, until: date, packed_lunch: bool) -> None:
        days_ago = 60
        plan = self.asked(child, by=self.officer, days_ago=days_ago)
        signed_at = self.at - timedelta(days=days_ago - 8)
        operations.take_plan_in_charge(plan=plan, by=self.officer, at=signed_at - timedelta(days=5))
        operations.sign_plan(
            plan=plan,
            signed_on=context.local_date(signed_at),
            valid_until=until,
            what_to_do=CONDUCT[Severity.VITAL],
            packed_lunch=packed_lunch,
            by=self.officer,
            at=signed_at,
        )

    def family(self, children: Sequence[Person], parent: User) -> None:
        """The parent who signs in: a plan in force for one child, another asked for the next, readings to see."""
        for child, severity in zip(children, (Severity.VITAL, Severity.MARKED), strict=False):
            self.record(child, by=parent, severity=severity)
        for child in children[:1]:
            self.signed(child, until=context.local_date(self.at) + timedelta(days=25), packed_lunch=True)
            self.read(child, "Préparer la sortie à la piscine", AccessKind.SHEET, days_ago=9)
            self.read(child, "Préparer l’accueil de l’enfant", AccessKind.RECORD, days_ago=3)
        for child in children[1:2]:
            self.asked(child, by=parent, days_ago=4)
            file = ContentFile(page(("Carnet de santé", "", child.full_name, "", "SPÉCIMEN")), "carnet.pdf")
            booklet = deposit(owner=parent, file=file, kind="carnet-vaccination", title="Carnet de santé", at=self.at)
            operations.send_vaccines(child=child, document=booklet, by=parent, at=self.at)

    def read(self, child: Person, why: str, kind: AccessKind, *, days_ago: int) -> None:
        at = self.at - timedelta(days=days_ago)
        operations.note_reading(child=child, by=self.officer, at=at, why=why, kind=kind)
