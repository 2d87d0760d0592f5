"""What a household allows for its child, and who it lets collect it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.activities.models import AuthorisationText
from apps.audit.operations import Fact, record, record_all
from apps.enrolments.errors import CollectorEndsTooEarly, MayNotCollect
from apps.enrolments.models import AuthorisedPerson, PermissionAnswer
from apps.enrolments.queries import barred_collectors, current_answers
from apps.families.models import Contact, Household, Person
from apps.families.operations import check_authority
from core.identifiers import fold


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Somebody who may come for a child: one of the household's contacts, or somebody new; `until` is the last day."""

    usual_name: str
    first_names: str
    phone: str
    link: str
    contact: Contact | None = None
    until: date | None = None

    @classmethod
    def from_contact(cls, contact: Contact, until: date | None = None) -> "Collector":
        return cls(
            usual_name=contact.usual_name,
            first_names=contact.first_names,
            phone=contact.phone,
            link=contact.link,
            contact=contact,
            until=until,
        )

    @classmethod
    def from_person(cls, person: AuthorisedPerson) -> "Collector":
        return cls(
            usual_name=person.usual_name,
            first_names=person.first_names,
            phone=person.phone,
            link=person.link,
            contact=person.contact,
        )

    @property
    def key(self) -> tuple[int, str]:
        return (self.contact.pk if self.contact else 0, fold(f"{self.first_names} {self.usual_name}"))


@transaction.atomic
def answer_permissions(
    *, child: Person, household: Household, answers: Mapping[AuthorisationText, bool], by: User, at: datetime
) -> None:
    """Keep what a household answers to the texts it read; the same answer to the same text is not written twice."""
    known = current_answers([child], household).get(child.pk, {})
    new = [
        PermissionAnswer(child=child, household=household, text=text, allowed=allowed, answered_by=by, answered_at=at)
        for text, allowed in answers.items()
        if (found := known.get(text.slug)) is None or (found.text_id, found.allowed) != (text.pk, allowed)
    ]
    made = PermissionAnswer.objects.bulk_create(new)
    facts = [
        Fact(action="enrolments.permission_answered", subject=answer, data={"slug": answer.text.slug})
        for answer in made
    ]
    record_all(facts=facts, actor=by, at=at)


@transaction.atomic
def name_collectors(
    *, child: Person, household: Household, collectors: Sequence[Collector], by: User, at: datetime, today: date
) -> None:
    """Make these the people whom the household lets collect its child from today on. Raises MayNotCollect."""
    check_collectors(child, collectors, barred_collectors([child], today)[child.pk])
    current = {_key(person): person for person in _current(child, household, today)}
    wanted = {collector.key: collector for collector in collectors}
    for key, person in current.items():
        if key not in wanted:
            withdraw(person=person, by=by, at=at, today=today)
    for key, collector in wanted.items():
        if key not in current:
            authorise(
                child=child,
                household=household,
                collector=collector,
                by=by,
                at=at,
                since=today,
                until=collector.until,
            )


@transaction.atomic
def answer_for_child(
    *,
    child: Person,
    household: Household,
    permissions: Mapping[AuthorisationText, bool],
    collectors: Sequence[Collector] | None,
    by: User,
    at: datetime,
    today: date,
) -> None:
    """Keep all that a household says about a child; nobody's right to collect changes when `collectors` is None.

    Raises MayNotCollect.
    """
    answer_permissions(child=child, household=household, answers=permissions, by=by, at=at)
    if collectors is not None:
        name_collectors(child=child, household=household, collectors=collectors, by=by, at=at, today=today)


@transaction.atomic
def change_answers(
    *,
    child: Person,
    household: Household,
    permissions: Mapping[AuthorisationText, bool],
    collectors: Sequence[Collector],
    by: User,
    at: datetime,
    today: date,
) -> None:
    """The same, as a parent changes it online. Raises NoAuthority, MayNotCollect."""
    check_authority(by, [child.pk])
    answer_for_child(
        child=child, household=household, permissions=permissions, collectors=collectors, by=by, at=at, today=today
    )


@transaction.atomic
def authorise(
    *,
    child: Person,
    household: Household,
    collector: Collector,
    by: User,
    at: datetime,
    since: date,
    until: date | None = None,
) -> AuthorisedPerson:
    """Let somebody collect a child, until a day or until further notice. Raises MayNotCollect."""
    check_collectors(child, [collector], barred_collectors([child], since)[child.pk])
    person = AuthorisedPerson.objects.create(
        child=child,
        household=household,
        contact=collector.contact,
        usual_name=collector.usual_name,
        first_names=collector.first_names,
        phone=collector.phone,
        link=collector.link,
        since=since,
        until=until,
        created_by=by,
        created_at=at,
    )
    record(action="enrolments.collector_named", actor=by, subject=person, at=at)
    return person


@transaction.atomic
def withdraw(*, person: AuthorisedPerson, by: User, at: datetime, today: date) -> None:
    """Forbid somebody from collecting a child from today on; who never came is forgotten."""
    record(action="enrolments.collector_withdrawn", actor=by, subject=person, at=at)
    if person.since >= today:
        person.delete()
        return
    person.until = today - timedelta(days=1)
    person.save(update_fields=["until"])


@transaction.atomic
def end_collector(*, person: AuthorisedPerson, from_day: date, by: User, at: datetime, today: date) -> None:
    """Say from which day somebody may no longer come, as a parent does online.

    Raises NoAuthority or CollectorEndsTooEarly.
    """
    check_authority(by, [person.child_id])
    if from_day < today:
        raise CollectorEndsTooEarly
    if from_day == today:
        withdraw(person=person, by=by, at=at, today=today)
        return
    person.until = from_day - timedelta(days=1)
    person.save(update_fields=["until"])
    record(action="enrolments.collector_dated", actor=by, subject=person, at=at)


@transaction.atomic
def check_identity(*, person: AuthorisedPerson, by: User, at: datetime, today: date) -> AuthorisedPerson:
    """Note that an agent saw who this person is."""
    person.identity_checked_on, person.identity_checked_by = today, by
    person.save(update_fields=["identity_checked_on", "identity_checked_by"])
    record(action="enrolments.identity_checked", actor=by, subject=person, at=at)
    return person


def check_collectors(child: Person, collectors: Sequence[Collector], barred: Container[str]) -> None:
    """Refuse somebody whom a judge forbids from collecting the child. Raises MayNotCollect."""
    for collector in collectors:
        if collector.key[1] in barred:
            raise MayNotCollect(name=f"{collector.first_names} {collector.usual_name}", child=child.first_names)


def _current(child: Person, household: Household, today: date) -> list[AuthorisedPerson]:
    return list(AuthorisedPerson.objects.on(today).filter(child=child, household=household))


def _key(person: AuthorisedPerson) -> tuple[int, str]:
    return (person.contact_id or 0, fold(person.full_name))
