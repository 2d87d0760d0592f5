"""Everything the enrolment form reads about a family, loaded once: its children, what they may ask, what it said."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from apps.accounts.models import User
from apps.activities.definitions import rules_of
from apps.activities.models import AuthorisationText, Site
from apps.activities.queries import Offer, offers_for, today_of
from apps.enrolments import queries
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
from apps.enrolments.workflow import ATTENDING
from apps.families.models import Contact, Household, Person
from apps.families.queries import authority_block, children_of, household_of, with_authority
from apps.health.models import IndividualPlan
from apps.health.permissions import told_of
from communes_config.schema import Activity as ActivityRules
from core.blocks import Block
from core.schooling import SchoolYear

CHILDREN = "children"
ANSWERED = {*ATTENDING, EnrolmentStatus.WAITING}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One household on one day; each mapping is by the child's primary key.

    `undecided` are the children over whom the person who reads has no parental authority.
    """

    household: Household | None
    today: date
    children: tuple[Person, ...]
    offers: Mapping[int, tuple[Offer, ...]]
    enrolments: Mapping[int, tuple[Enrolment, ...]]
    contacts: tuple[Contact, ...]
    texts: Mapping[str, AuthorisationText]
    answers: Mapping[int, Mapping[str, PermissionAnswer]]
    collectors: Mapping[int, Sequence[AuthorisedPerson]]
    planned: frozenset[int]
    undecided: frozenset[int] = frozenset()

    def live(self, child: Person, offer: Offer) -> Enrolment | None:
        """Return the enrolment that this child has already, or asks for, in this activity and period."""
        same = (
            one
            for one in self.enrolments.get(child.pk, ())
            if one.activity_id == offer.activity.pk and one.period_id == (offer.period.pk if offer.period else None)
        )
        return next((one for one in same if queries.is_current(one, self.today)), None)

    def answered_for(self, child: Person, year: str) -> tuple[ActivityRules, ...]:
        """Return the rules of what the household asked and has for a year: it answered their questions then."""
        mine = self.household.pk if self.household else None
        return tuple(
            rules_of(one.activity)
            for one in self.enrolments.get(child.pk, ())
            if (one.household_id, one.school_year) == (mine, year)
            and one.status in ANSWERED
            and one.case_id is not None
        )

    def offer(self, child: Person, key: str) -> Offer | None:
        return next((offer for offer in self.offers.get(child.pk, ()) if offer.key == key), None)

    def blocks(self, child: Person, offer: Offer) -> tuple[Block, ...]:
        """Return all that keeps the child from asking for this, with the way to mend each."""
        live = self.live(child, offer)
        if live is None:
            return (authority_block(child),) if child.pk in self.undecided else offer.blocks
        words = "Une demande est en cours." if live.status == EnrolmentStatus.REQUESTED else "C’est déjà fait."
        return (Block(code="already_enrolled", sentence=words, fix="portal:enrolments", fix_label="Nos inscriptions"),)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One child in one activity for one period, as the form speaks of it."""

    child: Person
    offer: Offer

    @property
    def name(self) -> str:
        """What its questions and its step are called after."""
        return f"child-{self.child.pk}-{self.offer.key.replace('.', '_')}"

    @property
    def title(self) -> str:
        return f"{self.child.first_names} : {offer_title(self.offer)}"

    @property
    def school_year(self) -> str:
        return self.offer.period.school_year if self.offer.period else str(SchoolYear.of(self.offer.starts_on))

    @property
    def sites(self) -> tuple[Site, ...]:
        """The places one may choose: that of the child's own school when the activity is there too."""
        school = self.offer.place.school if self.offer.place else None
        own = tuple(site for site in self.offer.sites if school is not None and site.pk == school.site_id)
        return own or self.offer.sites

    @property
    def last_day(self) -> date:
        """The last day one may ask for."""
        return self.offer.ends_on or max(SchoolYear.of(self.offer.starts_on).last_day, self.offer.starts_on)


def offer_title(offer: Offer) -> str:
    """Name an offer; its period is said when the activity has several."""
    if offer.period is None or len(offer.rules.periods) < 2:
        return offer.activity.title
    return f"{offer.activity.title} – {offer.period.title}"


def situation_of(user: User, at: datetime) -> Situation:
    """Load what the form needs for the household of this account, in a fixed number of queries."""
    household, today = household_of(user), today_of(at)
    rows = children_of(user, on=today).born().filter(households=household).order_by("birth_date", "pk")
    children = tuple(with_authority(rows, user)) if household else ()
    undecided = frozenset(child.pk for child in children if not child.may_decide)
    return replace(situation(household, children, at, told_of(user, children, today)), undecided=undecided)


def situation(
    household: Household | None, children: Sequence[Person], at: datetime, told: Container[int] | None = None
) -> Situation:
    """The same for a household, read by an agent; or by somebody who is `told` of the health of some children only."""
    offers = offered(children, at, household, told)
    slugs = {slug for listed in offers.values() for offer in listed for slug in offer.rules.authorisations}
    today = today_of(at)
    return Situation(
        household=household,
        today=today,
        children=tuple(children),
        offers=offers,
        enrolments=_by_child(
            Enrolment.objects.filter(child__in=children)
            .select_related("activity", "group", "period", "site")
            .prefetch_related("units")
        ),
        contacts=tuple(household.contacts.order_by("pk")) if household else (),
        texts=queries.current_texts(slugs),
        answers=queries.current_answers(children, household) if household else {},
        collectors=queries.collectors_of(children, household, today) if household else {},
        planned=frozenset(IndividualPlan.objects.needed().filter(child__in=children).values_list("child", flat=True)),
    )


def offered(
    children: Sequence[Person], at: datetime, household: Household | None, told: Container[int] | None = None
) -> dict[int, tuple[Offer, ...]]:
    """Return the offers one asks for by enrolling; those that have their own procedure are left out."""
    every = offers_for(children, at, household, told)
    return {pk: tuple(offer for offer in offers if not offer.rules.procedure) for pk, offers in every.items()}


def lines_of(found: Situation, answers: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return what was ticked in the grid, for the children who are still asked for."""
    wanted = {str(pk) for pk in answers.get(CHILDREN) or ()}
    return tuple(
        Line(child=child, offer=offer)
        for child in found.children
        if str(child.pk) in wanted
        for offer in found.offers.get(child.pk, ())
        if offer.key in (answers.get(grid_slug(child)) or ())
    )


def chosen_children(found: Situation, answers: Mapping[str, Any]) -> tuple[Person, ...]:
    wanted = {str(pk) for pk in answers.get(CHILDREN) or ()}
    return tuple(child for child in found.children if str(child.pk) in wanted)


def grid_slug(child: Person) -> str:
    return f"child-{child.pk}-activities"


def of_child(lines: Iterable[Line], child: Person) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.child.pk == child.pk)


def _by_child(rows: Iterable[Enrolment]) -> dict[int, tuple[Enrolment, ...]]:
    found: dict[int, tuple[Enrolment, ...]] = {}
    for row in rows:
        found[row.child_id] = (*found.get(row.child_id, ()), row)
    return found
