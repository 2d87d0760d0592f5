"""What somebody who looks after children must find at once: one sheet for each, read in as many queries for thirty."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.backoffice.queries.child_file import Forbidden, forbidden_among
from apps.enrolments.models import AuthorisedPerson
from apps.families.enums import HouseholdStatus, MemberRole, RestrictionKind
from apps.families.models import Contact, HouseholdMember, Person, Relationship, Restriction
from apps.health.models import HealthRecord, IndividualPlan
from apps.health.workflow import OPEN
from core.identifiers import same_name


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody to call, and what they are to the child."""

    name: str
    link: str
    phones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EmergencySheet:
    child: Person
    age: int | None
    record: HealthRecord
    filled: bool
    plan: IndividualPlan | None
    plan_waits: bool
    parents: tuple[Caller, ...]
    contacts: tuple[Caller, ...]
    collectors: tuple[Caller, ...]
    forbidden: tuple[Forbidden, ...]


@dataclass(frozen=True)
class _Around:
    """The rows about all the children of a print, by child."""

    records: dict[int, HealthRecord]
    plans: dict[int, list[IndividualPlan]]
    ties: dict[int, list[Relationship]]
    contacts: dict[int, list[Contact]]
    collectors: dict[int, list[AuthorisedPerson]]
    forbidden: dict[int, list[Forbidden]]


def emergency_sheets(children: Sequence[Person], day: date) -> tuple[EmergencySheet, ...]:
    """Return the sheets of these children, in their order, as they stand on a day."""
    around = _around([child.pk for child in children], day)
    return tuple(_sheet(child, around, day) for child in children)


def _around(numbers: list[int], day: date) -> _Around:
    places = HouseholdMember.objects.filter(
        person__in=numbers, role=MemberRole.CHILD, household__status=HouseholdStatus.ACTIVE
    )
    households: dict[int, list[int]] = defaultdict(list)
    for place in places.order_by("pk"):
        households[place.household_id].append(place.person_id)
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(household__in=households):
        for child in households[contact.household_id]:
            contacts[child].append(contact)
    return _Around(
        records={record.child_id: record for record in HealthRecord.objects.filter(child__in=numbers)},
        plans=_by_child(IndividualPlan.objects.needed().filter(child__in=numbers)),
        ties=_by_child(Relationship.objects.filter(child__in=numbers).select_related("adult")),
        contacts=contacts,
        collectors=_by_child(AuthorisedPerson.objects.on(day).filter(child__in=numbers)),
        forbidden=forbidden_among(numbers, day),
    )


def _by_child[Row: (IndividualPlan, Relationship, AuthorisedPerson)](rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return found


def _sheet(child: Person, around: _Around, day: date) -> EmergencySheet:
    plans = around.plans.get(child.pk, [])
    forbidden = around.forbidden.get(child.pk, [])
    silenced = {
        one.adult_id for one in forbidden if isinstance(one, Restriction) and one.kind == RestrictionKind.NO_INFORMATION
    }
    ties = [tie for tie in around.ties.get(child.pk, []) if tie.adult_id not in silenced]
    contacts = around.contacts.get(child.pk, [])
    return EmergencySheet(
        child=child,
        age=child.age_on(day),
        record=around.records.get(child.pk, HealthRecord(child=child)),
        filled=child.pk in around.records,
        plan=next((plan for plan in plans if plan.terms.covers(day)), None),
        plan_waits=any(plan.status in OPEN for plan in plans),
        parents=tuple(_parent(tie) for tie in ties),
        contacts=tuple(_contact(contact) for contact in contacts if contact.emergency),
        collectors=_collectors(contacts, around.collectors.get(child.pk, []), forbidden),
        forbidden=tuple(forbidden),
    )


def _parent(tie: Relationship) -> Caller:
    authority = "" if tie.parental_authority else " (sans autorité parentale)"
    return Caller(
        name=tie.adult.full_name,
        link=f"{tie.get_quality_display()}{authority}",
        phones=tuple(filter(None, (tie.adult.mobile, tie.adult.phone, tie.adult.work_phone))),
    )


def _contact(contact: Contact | AuthorisedPerson) -> Caller:
    name = f"{contact.first_names} {contact.usual_name}"
    return Caller(name=name, link=contact.get_link_display(), phones=tuple(filter(None, (contact.phone,))))


def _collectors(
    contacts: Iterable[Contact], authorised: Iterable[AuthorisedPerson], forbidden: Iterable[Forbidden]
) -> tuple[Caller, ...]:
    """Return who may collect the child, once each, whichever list says so; never somebody who must not come."""
    kept_away = {same_name(one.who) for one in forbidden if one.forbids_collecting}
    found = [_contact(one) for one in (*(contact for contact in contacts if contact.may_collect), *authorised)]
    named = {same_name(caller.name): caller for caller in found}
    return tuple(caller for name, caller in named.items() if name not in kept_away)
