"""The catalogue as a family reads it: for each activity, who it is for, when one enrols, and each child's answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.activities.definitions import rules_of
from apps.activities.models import Activity, Group, Period, Site, Unit
from apps.activities.queries import Catalogue, Offer, today_of, windows_of
from apps.design.wording import duration
from apps.families.models import Person
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import ActivityKind, AttachmentKind, Authorisation, CommuneConfig, Page, Service
from core.dates import spoken_instant
from core.eligibility import AgeDay, Audience, GroupRule, Window, opening
from core.schooling import Level

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
SCHOOL_WORDS = {"public": "élèves de l’école publique", "private": "élèves de l’école privée"}
ENROLMENT = "enrolment"  # the handler of the procedure by which one enrols


@dataclass(frozen=True, kw_only=True)
class ChildLine:
    """What one activity answers to one child, over all its periods."""

    child: Person
    tone: str
    words: str
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
        periods=tuple(PeriodLine(period=period, openings=_openings(rules, period, at)) for period in current),
        groups=tuple(
            GroupLine(group=groups[group.slug], audience=_group_audience(group.rule, rules))
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


def audience_of(rules: ActivityRules) -> str:
    """Say « De 3 à 11 ans (âge au 31 décembre), élèves de l’école publique »."""
    public = rules.public
    ages = f"De {public.min_age} à {public.max_age} ans"
    counted = " (âge au 31 décembre)" if public.age_on is AgeDay.END_OF_YEAR else ""
    levels = f"en {_levels(public.levels)}" if public.levels else ""
    home = "habitants de la commune" if public.residence else ""
    schools = SCHOOL_WORDS[public.school] if public.school else ""
    return ", ".join(filter(None, (f"{ages}{counted}", schools, levels, home)))


def _group_audience(rule: GroupRule, rules: ActivityRules) -> str:
    low = rules.public.min_age if rule.min_age is None else rule.min_age
    high = rules.public.max_age if rule.max_age is None else rule.max_age
    by_age = rule.min_age is not None or rule.max_age is not None
    ages = f"de {low} à {high} ans" if by_age else ""
    return ", ".join(filter(None, (_levels(rule.levels), ages))) or "Tous"


def _levels(levels: Sequence[Level]) -> str:
    return ", ".join(level.label for level in levels)


def _child_line(child: Person, offers: Sequence[Offer], at: datetime) -> ChildLine:
    tone, words = _answer(offers, at)
    return ChildLine(child=child, tone=tone, words=words, offers=tuple(offers))


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


def _openings(rules: ActivityRules, period: Period, at: datetime) -> tuple[str, ...]:
    windows = windows_of(rules, period)
    if not windows:
        return ("Toute la période",)
    return tuple(_spoken(audience, windows, at) for audience in _audiences(windows))


def _audiences(windows: Iterable[Window]) -> Iterator[bool]:
    """Whether to speak of residents apart: only when they have a window of their own."""
    if any(window.audience is Audience.RESIDENTS for window in windows):
        yield True
    yield False


def _spoken(residents: bool, windows: Sequence[Window], at: datetime) -> str:
    found = opening(windows, is_resident=residents, at=at)
    several = any(window.audience is Audience.RESIDENTS for window in windows)
    who = ("Habitants : " if residents else "Autres familles : ") if several else ""
    if found.is_open:
        until = f" jusqu’au {spoken_instant(found.closes_at)}" if found.closes_at else ""
        return f"{who}{'ouvert' if several else 'Ouvert'}{until}"
    sentence = found.blocks[0].sentence.removesuffix(".")
    return f"{who}{sentence[0].lower() + sentence[1:] if several else sentence}"
