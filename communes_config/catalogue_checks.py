"""Rules between the values of a catalogue: what it names exists, what it bounds is in order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from communes_config.finding import Finding, Findings, repeated
from communes_config.reader import shown, suggestion
from communes_config.schema import (
    Activity,
    AttachmentKind,
    Authorisation,
    Group,
    NewsSeed,
    Page,
    Period,
    PeriodKind,
    School,
    Site,
)
from core.care_plans import Closed


class Named(Protocol):
    @property
    def slug(self) -> str: ...


def places_are_distinct(
    sites: Sequence[Site],
    schools: Sequence[School],
    periods: Sequence[Period],
    authorisations: Sequence[Authorisation],
    enrolment_attachments: Sequence[AttachmentKind],
) -> Findings:
    yield from repeated("sites", [item.slug for item in sites])
    yield from repeated("schools", [item.slug for item in schools])
    yield from repeated("periods", [item.slug for item in periods])
    yield from repeated("authorisations", [item.slug for item in authorisations])
    yield from repeated("enrolment_attachments", [item.slug for item in enrolment_attachments])


def schools_are_somewhere(schools: Sequence[School], sites: Sequence[Site]) -> Findings:
    by_slug = {school.slug: school for school in schools}
    for school in schools:
        key = f"schools[{school.slug}]"
        yield from _known(f"{key}.site", [school.site], sites, "un lieu de sites")
        for index, sector in enumerate(school.sectors, start=1):
            if not (sector.postal_code or sector.street):
                yield Finding(f"{key}.sectors[{index}]", "rien", "un code postal ou une voie")
            yield from _ordered(f"{key}.sectors[{index}].first", sector.first, sector.last, "last")
        if school.next_school is not None:
            yield from _following(key, school, by_slug)


def _following(key: str, school: School, schools: Mapping[str, School]) -> Findings:
    yield from _known(f"{key}.next_school", [school.next_school or ""], schools.values(), "une école de schools")
    following = schools.get(school.next_school or "")
    level = max(school.levels, key=lambda level: level.rank).next
    if following and (level is None or level not in following.levels):
        expected = (
            f"une école qui accueille le niveau « {level} »" if level else "rien : il n'y a pas de niveau au-dessus"
        )
        yield Finding(f"{key}.next_school", shown(school.next_school), expected)


def periods_are_in_order(periods: Sequence[Period]) -> Findings:
    for period in periods:
        yield from _ordered(f"periods[{period.slug}].first_day", period.first_day, period.last_day, "last_day")
    years = Counter(period.school_year for period in periods if period.kind is PeriodKind.SCHOOL_YEAR)
    for period in periods:
        if period.kind is PeriodKind.SCHOOL_YEAR and years[period.school_year] > 1:
            yield Finding(
                f"periods[{period.slug}].school_year",
                f"{years[period.school_year]} périodes « school_year » pour {period.school_year}",
                "une seule par année scolaire",
            )


def activities_are_possible(
    activities: Sequence[Activity],
    sites: Sequence[Site],
    schools: Sequence[School],
    periods: Sequence[Period],
) -> Findings:
    for activity in activities:
        key = f"activities[{activity.slug}]"
        yield from _known(f"{key}.sites", activity.sites, sites, "un lieu de sites")
        yield from _known(f"{key}.periods", activity.periods, periods, "une période de periods")
        yield from _known(f"{key}.public.schools", activity.public.schools, schools, "une école de schools")
        yield from _groups(key, activity, schools)
        yield from _units(key, activity)
        yield from _windows(key, activity)


def _groups(key: str, activity: Activity, schools: Sequence[School]) -> Findings:
    yield from repeated(f"{key}.groups", [item.slug for item in activity.groups])
    for group in activity.groups:
        name = f"{key}.groups[{group.slug}]"
        yield from _known(f"{name}.schools", group.schools, schools, "une école de schools")
        yield from _ordered(f"{name}.min_age", group.min_age, group.max_age, "max_age")
        yield from _within(name, group, activity)
        if group.site is not None and group.site not in activity.sites:
            expected = f"un lieu de l'activité ({', '.join(activity.sites) or 'aucun'})"
            yield Finding(f"{name}.site", shown(group.site), f"{expected}{suggestion(group.site, activity.sites)}")


def _within(name: str, group: Group, activity: Activity) -> Findings:
    """A group narrows what the activity takes: it cannot take anybody else."""
    low, high = activity.public.min_age, activity.public.max_age
    for field, age in (("min_age", group.min_age), ("max_age", group.max_age)):
        if age is not None and not low <= age <= high:
            yield Finding(f"{name}.{field}", shown(age), f"un âge de l'activité, de {low} à {high} ans")
    for field, mine, allowed in (
        ("levels", group.levels, activity.public.levels),
        ("schools", group.schools, activity.public.schools),
    ):
        for value in mine:
            if allowed and value not in allowed:
                yield Finding(
                    f"{name}.{field}", shown(value), f"une valeur de {field} de l'activité : {', '.join(allowed)}"
                )


def _units(key: str, activity: Activity) -> Findings:
    yield from repeated(f"{key}.units", [item.slug for item in activity.units])
    for unit in activity.units:
        yield from _ordered(f"{key}.units[{unit.slug}].starts", unit.starts, unit.ends, "ends", strictly=True)
    if activity.pai.closes is Closed.MEALS and not any(unit.meal for unit in activity.units):
        yield Finding(f"{key}.pai.closes", shown(Closed.MEALS.value), "une activité dont une unité comprend un repas")


def _windows(key: str, activity: Activity) -> Findings:
    for index, window in enumerate(activity.windows, start=1):
        name = f"{key}.windows[{index}]"
        yield from _ordered(f"{name}.opens", window.opens, window.closes, "closes", strictly=True)
        if window.opens is None and window.closes is None:
            yield Finding(name, "rien", "une ouverture, une fermeture, ou les deux")
        for period in window.periods:
            if period not in activity.periods:
                expected = f"une période de l'activité ({', '.join(activity.periods) or 'aucune'})"
                yield Finding(f"{name}.periods", shown(period), f"{expected}{suggestion(period, activity.periods)}")


def requests_of_activities_exist(
    activities: Sequence[Activity],
    authorisations: Sequence[Authorisation],
    enrolment_attachments: Sequence[AttachmentKind],
    pages: Mapping[str, Page],
) -> Findings:
    for activity in activities:
        key = f"activities[{activity.slug}]"
        yield from _known(
            f"{key}.authorisations", activity.authorisations, authorisations, "une autorisation de authorisations"
        )
        yield from _known(
            f"{key}.attachments", activity.attachments, enrolment_attachments, "une pièce de enrolment_attachments"
        )
        yield from _known(f"{key}.rules_to_read", activity.rules_to_read, pages.values(), "une page de pages/")


def news_concerns_somebody(
    news: Sequence[NewsSeed], schools: Sequence[School], activities: Sequence[Activity]
) -> Findings:
    for item in news:
        key = f"news[{item.slug}]"
        yield from _known(f"{key}.schools", item.schools, schools, "une école de schools")
        yield from _known(f"{key}.activities", item.activities, activities, "une activité de activities")
        if item.until is not None and item.until < item.published_on:
            yield Finding(f"{key}.until", shown(item.until), f"au plus tôt published_on ({item.published_on})")


def _known(key: str, slugs: Iterable[str], items: Iterable[Named], expected: str) -> Findings:
    known = [item.slug for item in items]
    for slug in slugs:
        if slug not in known:
            listed = ", ".join(known) or "aucun"
            yield Finding(key, shown(slug), f"{expected} ({listed}){suggestion(slug, known)}")


def _ordered[T](key: str, low: T | None, high: T | None, name: str, *, strictly: bool = False) -> Findings:
    if low is None or high is None:
        return
    if low > high or (strictly and low == high):  # type: ignore[operator]  # both bounds are of one ordered kind
        yield Finding(key, shown(low), f"{'moins que' if strictly else 'au plus'} {name} ({high})")
