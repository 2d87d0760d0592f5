"""The catalogue as a family reads it: for each activity, who it is for, when one enrols, and each child's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.activities.definitions import rules_of
from apps.activities.models import Activity, Group, Period, Site, Unit
from apps.activities.queries import Catalogue, Offer, today_of
from apps.activities.wording import audience_of, group_audience, openings
from apps.design.wording import duration
from apps.families.models import Person
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import ActivityKind, AttachmentKind, Authorisation, CommuneConfig, Page, Service

ICONS: Mapping[str, str] = {
    ActivityKind.CANTEEN: "utensils",
    ActivityKind.BEFORE_SCHOOL: "sunrise",
    ActivityKind.AFTER_SCHOOL: "sunset",
    ActivityKind.STUDY: "book-open",
    ActivityKind.WEDNESDAY: "calendar-days",
    ActivityKind.HOLIDAYS: "tent-tree",
    ActivityKind.SPORT: "volleyball",
    ActivityKind.CULTURE: "palette",
    ActivityKind.YOUTH: "users",
    ActivityKind.TRANSPORT: "bus",
    ActivityKind.SCHOOL: "school",
    ActivityKind.NURSERY: "baby",
}
NO_PERIOD = "Aucune période n’est proposée en ce moment."
ENROLMENT = "enrolment"  # the handler of the procedure by which one enrols


@dataclass(frozen=True, kw_only=True)
class ChildLine:
    """What one activity answers to one child, over all its periods; `reason` says why not, or what it waits for."""

    child: Person
    tone: str
    words: str
    reason: str
    offers: tuple[Offer, ...]

    @property
    def is_eligible(self) -> bool:
        return any(offer.eligible for offer in self.offers)


@dataclass(frozen=True, kw_only=True)
class ActivityCard:
    activity: Activity
    rules: ActivityRules
    icon: str
    audience: str
    sites: tuple[Site, ...]
    children: tuple[ChildLine, ...]


@dataclass(frozen=True, kw_only=True)
class PeriodLine:
    """One period, and when each public enrols for it."""

    period: Period
    openings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    group: Group
    audience: str


@dataclass(frozen=True, kw_only=True)
class ActivityPage:
    card: ActivityCard
    periods: tuple[PeriodLine, ...]
    groups: tuple[GroupLine, ...]
    units: tuple[Unit, ...]
    attachments: tuple[AttachmentKind, ...]
    authorisations: tuple[Authorisation, ...]
    pages: tuple[Page, ...]
    service: Service
    procedure: str


def cards_of(
    found: Catalogue, children: Sequence[Person], offers: Mapping[int, Sequence[Offer]], at: datetime
) -> tuple[ActivityCard, ...]:
    return tuple(card_of(found, activity, children, offers, at) for activity in found.activities)


def card_of(
    found: Catalogue,
    activity: Activity,
    children: Sequence[Person],
    offers: Mapping[int, Sequence[Offer]],
    at: datetime,
) -> ActivityCard:
    rules = rules_of(activity)
    lines = [_child_line(child, [o for o in offers[child.pk] if o.activity == activity], at) for child in children]
    return ActivityCard(
        activity=activity,
        rules=rules,
        icon=ICONS[rules.kind],
        audience=audience_of(rules),
        sites=tuple(found.sites[slug] for slug in rules.sites if slug in found.sites),
        children=tuple(lines),
    )


def page_of(found: Catalogue, card: ActivityCard, config: CommuneConfig, at: datetime) -> ActivityPage:
    rules = card.rules
    periods = [found.periods[slug] for slug in rules.periods if slug in found.periods]
    current = [period for period in periods if period.last_day >= today_of(at)]
    groups = {group.slug: group for group in card.activity.groups.all()}
    return ActivityPage(
        card=card,
        periods=tuple(PeriodLine(period=period, openings=openings(rules, period, at)) for period in current),
        groups=tuple(
            GroupLine(group=groups[group.slug], audience=group_audience(group.rule, rules))
            for group in rules.groups
            if group.slug in groups
        ),
        units=tuple(card.activity.units.all()),
        attachments=config.attachments_of(rules),
        authorisations=config.authorisations_of(rules),
        pages=tuple(config.pages[slug] for slug in rules.rules_to_read if slug in config.pages),
        service=config.service(rules.service),
        procedure=procedure_of(rules, config),
    )


def procedure_of(rules: ActivityRules, config: CommuneConfig) -> str:
    """Return the slug of the procedure that asks for an activity; nothing when the commune offers none online."""
    if rules.procedure:
        return rules.procedure
    if not rules.periods:
        return ""
    return next((procedure.slug for procedure in config.procedures if procedure.handler == ENROLMENT), "")


def _child_line(child: Person, offers: Sequence[Offer], at: datetime) -> ChildLine:
    tone, words = _answer(offers, at)
    return ChildLine(child=child, tone=tone, words=words, reason=_reason(offers), offers=tuple(offers))


def _reason(offers: Sequence[Offer]) -> str:
    """What the best offer lacks, else its next period; the other periods say theirs on the page of the activity."""
    best = next((offer for offer in offers if offer.eligible), next(iter(offers), None))
    if best is None:
        return NO_PERIOD
    return " ".join(block.sentence for block in best.blocks or (*best.meals, *best.waits))


def _answer(offers: Sequence[Offer], at: datetime) -> tuple[str, str]:
    """The best that the periods of an activity say: possible now, possible soon, or what is missing."""
    if any(offer.eligible for offer in offers):
        return "success", "Inscription possible"
    soon = [offer.opens_at for offer in offers if offer.opens_at and len(offer.blocks) == 1]
    if soon:
        return "info", f"Ouvre dans {duration(min(soon) - at)}"
    if not offers:
        return "neutral", "Terminé pour l’instant"
    return "neutral", "Pas pour l’instant"
