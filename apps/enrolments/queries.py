"""Reads on enrolments: a child's, a group's, what a household allowed and what it still has to answer."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Value

from apps.accounts.models import User
from apps.accounts.permissions import Scope
from apps.activities.definitions import rules_of
from apps.activities.models import Activity, AuthorisationText, Group
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment, EnrolmentQuerySet, PermissionAnswer
from apps.enrolments.workflow import ATTENDING, LIVE
from apps.families.enums import RestrictionKind
from apps.families.models import Contact, Household, Person, Portrait, Restriction
from apps.families.queries import children_decided_by, children_of, household_of, portrait_state
from apps.health.queries import standings
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import FamilyField, FieldState
from core.blocks import Block
from core.capacity import peak
from core.identifiers import fold
from core.periods import Period

BARRED = (RestrictionKind.NO_COLLECTION, RestrictionKind.NO_CONTACT)
RELATED = ("child", "activity", "period", "site", "group", "case")


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """How full a group is on its busiest day to come, and who waits; `capacity` is None when nothing limits it."""

    group: Group | None
    title: str
    capacity: int | None
    taken: int
    waiting: int
    requested: int

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def percent(self) -> int:
        return 0 if not self.capacity else min(round(100 * self.taken / self.capacity), 100)

    @property
    def words(self) -> str:
        if self.capacity is None:
            return f"{self.taken} inscrit{_s(self.taken)}, sans limite de places"
        left = self.capacity - self.taken
        rest = "complet" if left <= 0 else f"il reste {left} place{_s(left)}"
        return f"{self.taken} inscrit{_s(self.taken)} sur {self.capacity}, {rest}"


@dataclass(frozen=True, kw_only=True)
class ChildEnrolments:
    child: Person
    current: tuple[Enrolment, ...]
    past: tuple[Enrolment, ...]

    @property
    def places(self) -> tuple[Enrolment, ...]:
        """What the child is admitted to, whatever the first day; nothing that is only asked or waited for."""
        return tuple(one for one in self.current if one.status in ATTENDING)


def of_child(child: Person, school_year: str) -> EnrolmentQuerySet:
    """Return the enrolments of a child in a year, refused and cancelled ones too."""
    return _readable(Enrolment.objects.filter(child=child).in_year(school_year))


def enrolment_of(user: User, pk: int, today: date) -> Enrolment | None:
    """Return an enrolment of a child this account represents, or None: a stranger's does not exist."""
    mine = Enrolment.objects.filter(child__in=children_of(user, on=today).values("pk"))
    return _readable(mine).filter(pk=pk).first()


def of_family(user: User, today: date) -> tuple[ChildEnrolments, ...]:
    """Return what each child this account represents is enrolled in, in as many queries whatever their number."""
    children = list(children_of(user, on=today).born().order_by("birth_date", "pk"))
    found = _readable(Enrolment.objects.filter(child__in=children))
    by_child: dict[int, list[Enrolment]] = {child.pk: [] for child in children}
    for enrolment in found:
        by_child[enrolment.child_id].append(enrolment)
    return tuple(
        ChildEnrolments(
            child=child,
            current=tuple(one for one in by_child[child.pk] if is_current(one, today)),
            past=tuple(one for one in by_child[child.pk] if not is_current(one, today)),
        )
        for child in children
    )


def has_meal(enrolment: Enrolment) -> bool:
    """Whether what was chosen comes with a meal, as far as the catalogue tells units apart."""
    chosen = {unit.slug for unit in enrolment.units.all()}
    return not chosen or any(unit.meal for unit in rules_of(enrolment.activity).units if unit.slug in chosen)


def kept_waiting(
    enrolments: Iterable[Enrolment], today: date, told: Container[int] | None = None
) -> dict[int, tuple[Block, ...]]:
    """Return what keeps children from what they are, or ask to be, enrolled in, by the enrolment's primary key.

    Today, or on the first day for what has not begun; `told` as in `health.queries.standings`. Two queries when the
    units are loaded, none without a current enrolment.
    """
    current = [one for one in enrolments if is_current(one, today)]
    if not current:
        return {}
    health = standings({one.child_id: one.child for one in current}.values(), told)
    found = {}
    for one in current:
        day = max(today, one.starts_on)
        blocks = health[one.child_id].attending(rules_of(one.activity), day, meal=has_meal(one), today=today)
        if blocks:
            found[one.pk] = blocks
    return found


def current_of(child: Person, today: date) -> tuple[Enrolment, ...]:
    """Return what a child is, or asks to be, enrolled in today or later."""
    rows = _readable(Enrolment.objects.filter(child=child, ends_on__gte=today))
    return tuple(one for one in rows if is_current(one, today))


def is_current(enrolment: Enrolment, today: date) -> bool:
    """Whether a family still thinks of it: asked, waited for, or a place whose last day is not behind."""
    return enrolment.status in {*LIVE, *ATTENDING} and enrolment.ends_on >= today


def in_scope(scope: Scope) -> EnrolmentQuerySet:
    """Return the enrolments in the activities of an agent's services."""
    rows = _readable(Enrolment.objects.all())
    return rows if scope.everywhere else rows.of_services(scope.services)


def activities_in_scope(scope: Scope) -> QuerySet[Activity]:
    rows = Activity.objects.current().prefetch_related("groups")
    return rows if scope.everywhere else rows.filter(service__in=scope.services)


def waiting_list(group: Group) -> EnrolmentQuerySet:
    """Return who waits for a place, first come first."""
    waiting = Enrolment.objects.filter(group=group, status=EnrolmentStatus.WAITING)
    return _readable(waiting).order_by("requested_at", "pk")


def occupancies(groups: Iterable[Group], school_year: str, today: date) -> dict[int, Occupancy]:
    """Return how full each group is for a year by primary key, in one query."""
    listed = list(groups)
    rows = Enrolment.objects.filter(group__in=listed, school_year=school_year, ends_on__gte=today).order_by()
    found: dict[int, list[tuple[str, date, date]]] = {group.pk: [] for group in listed}
    for group, status, first, last in rows.values_list("group", "status", "starts_on", "ends_on"):
        found[group].append((status, first, last))
    return {group.pk: _occupancy(group, found[group.pk]) for group in listed}


def current_answers(children: Sequence[Person], household: Household) -> dict[int, dict[str, PermissionAnswer]]:
    """Return the last answer of a household for each child and each text's slug, whatever the version of the text."""
    answers = (
        PermissionAnswer.objects.filter(child__in=children, household=household)
        .select_related("text")
        .order_by("answered_at", "pk")
    )
    found: dict[int, dict[str, PermissionAnswer]] = {child.pk: {} for child in children}
    for answer in answers:
        found[answer.child_id][answer.text.slug] = answer
    return found


@dataclass(frozen=True, kw_only=True)
class AskedOfFamily:
    """What a household has to say about one child, and what it said; `others` come without being contacts."""

    texts: tuple[AuthorisationText, ...]
    contacts: tuple[Contact, ...]
    others: tuple[AuthorisedPerson, ...]
    answers: Mapping[str, PermissionAnswer]
    allowed_contacts: frozenset[int]

    @property
    def is_answered(self) -> bool:
        return all(self._answer(text) is not None for text in self.texts)

    def by_field(self) -> dict[str, bool]:
        """Return what is known, by the name of the field that asks for it; nothing of a text that changed."""
        known = {f"text-{text.pk}": self._answer(text) for text in self.texts}
        answers = {name: answer for name, answer in known.items() if answer is not None}
        if self.allowed_contacts or self.others:
            answers |= {f"contact-{one.pk}": one.pk in self.allowed_contacts for one in self.contacts}
        return answers

    def _answer(self, text: AuthorisationText) -> bool | None:
        answer = self.answers.get(text.slug)
        return answer.allowed if answer is not None and answer.text_id == text.pk else None


def child_permissions(child: Person, household: Household, today: date) -> AskedOfFamily:
    """Return what the activities of a child ask of a household."""
    return _asked([child], household, today)[child.pk]


def children_to_answer(user: User, today: date) -> tuple[Person, ...]:
    """Return the children about whom a text waits for the answer of this account, when it decides for them."""
    household = household_of(user)
    if household is None:
        return ()
    children = list(
        children_decided_by(user, on=today).born().filter(households=household).order_by("birth_date", "pk")
    )
    asked = _asked(children, household, today)
    return tuple(child for child in children if not asked[child.pk].is_answered)


def _asked(children: Sequence[Person], household: Household, today: date) -> dict[int, AskedOfFamily]:
    decided = Enrolment.objects.filter(child__in=children, household=household).live()
    mine = decided.exclude(status=EnrolmentStatus.REQUESTED).filter(ends_on__gte=today)  # a request carries its own
    rules: dict[int, list[ActivityRules]] = {child.pk: [] for child in children}
    for enrolment in mine.select_related("activity"):
        rules[enrolment.child_id].append(rules_of(enrolment.activity))
    texts = current_texts(slug for listed in rules.values() for one in listed for slug in one.authorisations)
    answers = current_answers(children, household)
    people = collectors_of(children, household, today)
    contacts = tuple(household.contacts.order_by("pk"))
    return {
        child.pk: AskedOfFamily(
            texts=_in_force(rules[child.pk], texts),
            contacts=contacts if _collected(rules[child.pk]) else (),
            others=tuple(person for person in people[child.pk] if person.contact_id is None),
            answers=answers[child.pk],
            allowed_contacts=frozenset(one.contact_id for one in people[child.pk] if one.contact_id is not None),
        )
        for child in children
    }


def _in_force(rules: Iterable[ActivityRules], texts: Mapping[str, AuthorisationText]) -> tuple[AuthorisationText, ...]:
    slugs = dict.fromkeys(slug for one in rules for slug in one.authorisations)
    return tuple(texts[slug] for slug in slugs if slug in texts)


def _collected(rules: Iterable[ActivityRules]) -> bool:
    """Whether somebody comes for the child at the end of one of these activities."""
    return any(one.authorised_persons != FieldState.HIDDEN for one in rules)


def is_allowed(child: Person, slug: str) -> bool:
    """Whether every household of the child that answered allows this, one at least: a refusal wins."""
    last: dict[int, bool] = {}
    answers = PermissionAnswer.objects.filter(child=child, text__slug=slug).order_by("answered_at", "pk")
    for household, allowed in answers.values_list("household", "allowed"):
        last[household] = allowed
    return bool(last) and all(last.values())


def current_texts(slugs: Iterable[str]) -> dict[str, AuthorisationText]:
    """Return the texts in force by slug: the last one that the commune published."""
    texts = AuthorisationText.objects.filter(slug__in=set(slugs)).order_by("published_at", "pk")
    return {text.slug: text for text in texts}


def collectors_of(children: Sequence[Person], household: Household, day: date) -> dict[int, list[AuthorisedPerson]]:
    """Return who may collect each child on a day for a household, by the child's primary key."""
    found: dict[int, list[AuthorisedPerson]] = {child.pk: [] for child in children}
    for person in AuthorisedPerson.objects.on(day).filter(child__in=children, household=household):
        found[person.child_id].append(person)
    return found


def named_by(child: Person, household: Household) -> QuerySet[AuthorisedPerson]:
    """Return everybody whom the household ever let collect the child, as it reads it."""
    return AuthorisedPerson.objects.filter(child=child, household=household)


def barred_collectors(children: Sequence[Person], day: date) -> dict[int, frozenset[str]]:
    """Return the folded names of those whom a judge keeps from collecting each child, by its primary key."""
    found: dict[int, frozenset[str]] = {child.pk: frozenset() for child in children}
    barred = Restriction.objects.on(day).filter(child__in=children, kind__in=BARRED).order_by("pk")
    for restriction in barred.select_related("adult"):
        found[restriction.child_id] |= {fold(restriction.adult.full_name)}
    return found


def authorised_for(child: Person) -> QuerySet[AuthorisedPerson]:
    """Return everybody whom a household lets or let collect the child, for the person at the door.

    `pictured` tells whose photo may be shown.
    """
    asked = portrait_state(FamilyField.CONTACT_PHOTO) != FieldState.HIDDEN
    photo = Exists(Portrait.objects.filter(contact=OuterRef("contact"))) if asked else Value(False)
    known = AuthorisedPerson.objects.filter(child=child).select_related("household", "identity_checked_by")
    return known.annotate(pictured=photo)


def with_everything() -> EnrolmentQuerySet:
    """Return every enrolment with what a page shows of it."""
    return _readable(Enrolment.objects.all())


def _readable(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    return rows.select_related(*RELATED).prefetch_related("units")


def _occupancy(group: Group, rows: Sequence[tuple[str, date, date]]) -> Occupancy:
    present = [Period.from_inclusive(first, last) for status, first, last in rows if status in ATTENDING]
    states = [status for status, _first, _last in rows]
    return Occupancy(
        group=group,
        title=group.title,
        capacity=group.capacity,
        taken=peak(present),
        waiting=states.count(EnrolmentStatus.WAITING),
        requested=states.count(EnrolmentStatus.REQUESTED),
    )


def _s(count: int) -> str:
    return "s" if count > 1 else ""
