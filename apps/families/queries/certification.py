"""What a household is asked to say is right, since when it has said so, and who is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Certification, Household
from apps.families.queries.children import children_of
from apps.families.queries.households import MemberLine, card_of
from apps.families.recap import adult_rows, benefit_rows, child_rows, contact_rows
from apps.families.statement import Part, Statement, elsewhere, said
from communes_config.schema import CertificationBlock, FamilyField, FieldState
from core.blocks import Block
from core.certification import Certified, Renewal
from core.dates import spoken_day
from tenants import context

PAGE: Final = "portal:certification"
CHANGE: Final = "portal:member-change"
BENEFIT: Final = (
    FamilyField.BENEFIT_MEMBER,
    FamilyField.BENEFIT_SCHEME,
    FamilyField.BENEFIT_BODY,
    FamilyField.BENEFIT_NUMBER,
    FamilyField.DEPENDENT_CHILDREN,
)


@dataclass(frozen=True, kw_only=True)
class CertificationStanding:
    """Where a household stands today; `last` is None until it certifies for the first time."""

    last: Certification | None
    due_on: date
    state: Certified


def certification_of(household: Household, today: date) -> CertificationStanding | None:
    """Return where a household stands; None, without a query, where the commune asks nothing."""
    renewal = context.config().certification.renewal
    if renewal is None:
        return None
    last = household.certifications.select_related("certified_by").first()
    since = context.local_date(last.certified_at if last else household.created_at)
    return CertificationStanding(last=last, due_on=renewal.due_on(since), state=renewal.standing(since, today))


def certification_blocks(household: Household | None, today: date) -> tuple[Block, ...]:
    """Return what keeps the children of a household that is late from enrolling, where the commune wants it so."""
    if household is None or CertificationBlock.ENROLMENT not in context.config().certification.blocks:
        return ()
    standing = certification_of(household, today)
    if standing is None or standing.state is not Certified.LATE:
        return ()
    sentence = f"Les informations de la famille étaient à confirmer avant la fin du {spoken_day(standing.due_on)}."
    return (Block(code="data_uncertified", sentence=sentence, fix=PAGE, fix_label="Confirmer nos informations"),)


def statement_of(user: User, household: Household, today: date) -> Statement:
    """Return all that is known of a household, less the children of whom this adult may know nothing."""
    return Statement(parts=tuple(_parts(user, household, today)))


def _parts(user: User, household: Household, today: date) -> Iterator[Part]:
    config = context.config().family
    card, states = card_of(household), config.fields
    change = CHANGE if config.changes_offered else ""
    home = ", ".join(card.address_lines)
    yield Part(title="L’adresse du foyer", rows=said([("Adresse", home)]), fix=change, fix_arguments=("adresse",))
    for line in card.adults:
        rows = said(adult_rows(line.person, ", ".join(line.address_lines), states))
        yield Part(title=line.person.full_name, rows=rows, fix=change, fix_arguments=(str(line.person.pk),))
    children = list(children_of(user, on=today).filter(households=household))
    for line in (line for line in card.children if line.person in children):
        rows = said([*child_rows(line.person, states, expected=line.person.is_expected), *_ties(line)])
        yield Part(title=line.person.full_name, rows=rows, fix=change, fix_arguments=(str(line.person.pk),))
    for contact in card.contacts:
        fix = "portal:contact-change" if config.changes_offered else ""
        rows = said(contact_rows(contact, states))
        yield Part(title=f"Contact : {contact}", rows=rows, fix=fix, fix_arguments=(str(contact.pk),))
    if any(states.get(name) != FieldState.HIDDEN for name in BENEFIT):
        rows = said(benefit_rows(card.benefit))
        yield Part(title="Caf ou MSA", rows=rows, fix=change, fix_arguments=("allocataire",))
    yield from elsewhere(household, children, today)


def _ties(line: MemberLine) -> Iterator[tuple[str, object]]:
    yield "Adresse", ", ".join(line.address_lines)
    for tie in line.ties:
        authority = "avec" if tie.parental_authority else "sans"
        yield f"Qualité de {tie.adult.full_name}", f"{tie.quality} ({authority} autorité parentale)"


def with_certification() -> QuerySet[Household]:
    """Return the households in force with `certified_at`, and `certified_since`: then, or when they were recorded."""
    last = Certification.objects.filter(household=OuterRef("pk")).order_by("-certified_at").values("certified_at")[:1]
    return Household.objects.filter(status=HouseholdStatus.ACTIVE).annotate(
        certified_at=Subquery(last, output_field=DateTimeField()),
        certified_since=Coalesce("certified_at", F("created_at")),
    )


def in_state(renewal: Renewal, state: Certified, today: date) -> Q:
    """Keep the households of `with_certification` that are in this state today."""
    late = Q(certified_since__lt=_midnight(renewal.holds_through(today)))
    asked = Q(certified_since__lt=_midnight(renewal.not_asked_since(today)))
    return {Certified.LATE: late, Certified.ASKED: asked & ~late, Certified.UP_TO_DATE: ~asked}[state]


def certification_counts(renewal: Renewal, today: date) -> dict[Certified, int]:
    """Return how many households are in each state, in one query."""
    counted = {state.value: Count("pk", filter=in_state(renewal, state, today)) for state in Certified}
    found = with_certification().order_by().aggregate(**counted)
    return {state: found[state.value] for state in Certified}


def accounts_to_remind(household: Household) -> list[User]:
    """Return the accounts of a household's adults that an e-mail reaches."""
    adults = household.members.exclude(role=MemberRole.CHILD).filter(person__account__isnull=False)
    return [one.person.account for one in adults.exclude(person__account__email="").select_related("person__account")]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(context.config().territory.time_zone))
