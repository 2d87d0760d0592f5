"""What the children of a demonstration do: places given, waiting lists, and requests of families at every stage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from apps.accounts.models import User
from apps.activities.models import AuthorisationText
from apps.activities.queries import Offer, offers_for
from apps.casework import handlers, payloads, procedures
from apps.casework import operations as cases
from apps.casework.models import Case
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
from apps.enrolments.operations import LineAnswer
from apps.enrolments.procedure import SLUG
from apps.enrolments.queries import occupancies
from apps.enrolments.questions import GRID
from apps.enrolments.situation import CHILDREN
from apps.families.enums import MemberRole
from apps.families.models import HouseholdMember, Person
from core import forms
from core.forms import Kind, Question

from .work import Fate, specimen

TAKEN_UP = 0.55  # share of what is open to a child that its family asks for
MOST_LINES = 2  # asked for each child in the requests
REFUSAL = "Ce groupe est réservé aux enfants de l’autre école : choisissez celui de son école."
NOTE = "Les inscriptions commencent dès lundi. Pensez à réserver les repas."


@dataclass(frozen=True, kw_only=True)
class Request:
    days_ago: float
    fate: Fate


REQUESTS = (  # the first is of the parent whom anybody may try
    Request(days_ago=6, fate=Fate.ACCEPTED),
    Request(days_ago=0.4, fate=Fate.FILED),
    Request(days_ago=1.1, fate=Fate.FILED),
    Request(days_ago=2.6, fate=Fate.TAKEN),
    Request(days_ago=3, fate=Fate.DRAFT),
    Request(days_ago=9, fate=Fate.REFUSED),
)


def fill(*, rng: Random, parent: User, agent: User, at: datetime) -> int:
    """Enrol the children of the commune, then file requests for a few families; return how many places are known."""
    homes = _homes()
    asking = [parent, *_accounts(homes, parent)][: len(REQUESTS)]
    quiet = [home for home in homes if home.household_id not in _households(asking)]
    _Places(rng, agent, at).take(quiet)
    for user, request in zip(asking, REQUESTS, strict=False):
        _live(request, user, agent, at - timedelta(days=request.days_ago))
    return Enrolment.objects.count()


def _homes() -> list[HouseholdMember]:
    """Each child once, in the household that knew it first."""
    places = HouseholdMember.objects.filter(role=MemberRole.CHILD, person__birth_date__isnull=False)
    found = {member.person_id: member for member in places.select_related("person", "household").order_by("-pk")}
    return sorted(found.values(), key=lambda member: member.pk)


def _accounts(homes: Sequence[HouseholdMember], parent: User) -> Iterator[User]:
    """The account of holders who have a child at school."""
    pupils = Person.objects.filter(schoolings__school__isnull=False)
    with_pupils = HouseholdMember.objects.filter(person__in=pupils, role=MemberRole.CHILD).values("household")
    holders = HouseholdMember.objects.filter(
        role=MemberRole.HOLDER, person__account__status="active", household__in=with_pupils
    )
    for holder in holders.exclude(person__account=parent).select_related("person__account").order_by("pk"):
        yield holder.person.account


def _households(users: Sequence[User]) -> set[int]:
    return set(HouseholdMember.objects.filter(person__account__in=users).values_list("household", flat=True))


class _Places:
    """Gives places as long as there are some, then ranks on the waiting lists."""

    def __init__(self, rng: Random, agent: User, at: datetime) -> None:
        self.rng = rng
        self.agent = agent
        self.at = at
        self.left: dict[int, int] = {}

    def take(self, homes: Sequence[HouseholdMember]) -> None:
        offers = offers_for([home.person for home in homes], self.at)
        wanted = [
            (home, offer)
            for home in homes
            for offer in offers[home.person_id]
            if self._is_open(offer) and self.rng.random() < TAKEN_UP
        ]
        rows = Enrolment.objects.bulk_create([self._row(home, offer) for home, offer in wanted])
        self._choose_units(rows, [offer for _home, offer in wanted])
        self._say(rows, [offer for _home, offer in wanted])

    def _is_open(self, offer: Offer) -> bool:
        return offer.eligible and offer.period is not None and not offer.rules.procedure

    def _row(self, home: HouseholdMember, offer: Offer) -> Enrolment:
        group = offer.groups[0] if offer.groups else None
        asked = self.at - timedelta(days=self.rng.uniform(12, 70))
        waits = group is not None and group.capacity is not None and self._is_full(group.pk, group.capacity)
        return Enrolment(
            child=home.person,
            household=home.household,
            activity=offer.activity,
            period=offer.period,
            school_year=offer.period.school_year,
            site=offer.sites[0] if offer.sites else None,
            group=group,
            starts_on=offer.period.first_day,
            ends_on=offer.period.last_day,
            status=EnrolmentStatus.WAITING if waits else EnrolmentStatus.ACTIVE,
            requested_at=asked,
            decided_at=asked + timedelta(days=2),
            decided_by=self.agent,
            updated_at=asked + timedelta(days=2),
        )

    def _is_full(self, group: int, capacity: int) -> bool:
        left = self.left.setdefault(group, capacity)
        self.left[group] = left - 1
        return left <= 0

    def _choose_units(self, rows: Sequence[Enrolment], offers: Sequence[Offer]) -> None:
        link = Enrolment.units.through
        chosen = [
            link(enrolment_id=row.pk, unit_id=self.rng.choice(offer.units).pk)
            for row, offer in zip(rows, offers, strict=True)
            if offer.units
        ]
        link.objects.bulk_create(chosen)

    def _say(self, rows: Sequence[Enrolment], offers: Sequence[Offer]) -> None:
        """Answer each text once for each child, and let the contacts of the family come."""
        texts = {text.slug: text for text in AuthorisationText.objects.order_by("published_at", "pk")}
        asked: dict[tuple[int, int], set[str]] = {}
        for row, offer in zip(rows, offers, strict=True):
            asked.setdefault((row.child_id, row.household_id), set()).update(offer.rules.authorisations)
        PermissionAnswer.objects.bulk_create(
            PermissionAnswer(
                child_id=child,
                household_id=household,
                text=texts[slug],
                allowed=slug == "soins-urgence" or self.rng.random() < 0.6,
                answered_by=None,
                answered_at=self.at - timedelta(days=30),
            )
            for (child, household), slugs in asked.items()
            for slug in sorted(slugs)
        )
        homes = {row.household_id: row.household for row in rows}
        AuthorisedPerson.objects.bulk_create(
            AuthorisedPerson(
                child_id=child,
                household_id=household,
                contact=contact,
                usual_name=contact.usual_name,
                first_names=contact.first_names,
                phone=contact.phone,
                link=contact.link,
                since=(self.at - timedelta(days=30)).date(),
                created_at=self.at - timedelta(days=30),
            )
            for child, household in asked
            for contact in homes[household].contacts.all()
            if contact.may_collect
        )


def _live(request: Request, by: User, agent: User, at: datetime) -> None:
    case = _filled(cases.open_draft(procedure=SLUG, by=by, at=at), at)
    if case is None or request.fate is Fate.DRAFT:
        return
    for kind in handlers.of_case(case).attachments(procedures.of_case(case), case.payload):
        if kind.required:
            cases.attach(case=case, document=specimen(kind, by, at), kind=kind.slug, by=by, at=at)
    case = cases.submit(case=case, by=by, at=at).case
    if request.fate is not Fate.FILED:
        _decide(request, cases.take(case=case, by=agent, at=at + timedelta(hours=5)), agent, at + timedelta(hours=20))


def _filled(case: Case, at: datetime) -> Case | None:
    """Ask for what is open to each child, a few lines at most, in one go; None when nothing is."""
    form = _form(case, case.payload, at)
    children = [option.value for option in form.question(CHILDREN).options if not option.refused]
    payload = payloads.with_answers(case.payload, {CHILDREN: children}, {})
    grid = _form(case, payload, at).step(GRID)
    ticked = {one.slug: _first(one) for one in grid.questions if _first(one)} if grid else {}
    if not ticked:
        return None
    kept = {CHILDREN: [slug.split("-")[1] for slug in ticked], **ticked}
    payload = payloads.with_answers(case.payload, kept, {})
    asked = [one for step in _form(case, payload, at).steps for one in step.questions if one.slug not in kept]
    plain = {one.slug: forms.clean(one, _plain(one)) for one in asked if not one.shown_if and not one.locked}
    return cases.save_draft(case=case, payload=payloads.with_answers(payload, plain, {}), by=case.requester, at=at)


def _first(question: Question) -> list[str]:
    return [option.value for option in question.options if not option.refused][:MOST_LINES]


def _form(case: Case, payload: Mapping[str, Any], at: datetime) -> forms.Form:
    return handlers.of_case(case).form(procedures.of_case(case), case.requester, payload, at)


def _plain(question: Question) -> Any:
    if question.initial is not None:
        return question.initial
    first = question.options[0].value if question.options else ""
    plain = {Kind.AUTHORISATION: "yes", Kind.YES_NO: "no", Kind.STATEMENT: "yes", Kind.CHOICES: [first]}
    return plain.get(question.kind, first)


def _decide(request: Request, case: Case, agent: User, at: datetime) -> None:
    """Answer line by line: the last one and what is full go on the waiting list, the others are accepted."""
    if request.fate is Fate.REFUSED:
        cases.refuse(case=case, by=agent, at=at, reason=REFUSAL)
        return
    lines = list(case.enrolments.select_related("group").order_by("pk"))
    answers = [_answer(line, waits=line == lines[-1]) for line in lines]
    operations.judge(case=case, answers=answers, by=agent, at=at)
    if request.fate is Fate.ACCEPTED:
        case.refresh_from_db()
        cases.accept(case=case, by=agent, at=at, note=NOTE)


def _answer(line: Enrolment, *, waits: bool) -> LineAnswer:
    group = line.group
    full = group is not None and occupancies([group], line.school_year, line.starts_on)[group.pk].is_full
    return LineAnswer(enrolment=line, verdict=Verdict.WAIT if waits or full else Verdict.ACCEPT, group=group)
