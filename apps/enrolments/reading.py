"""From the answers of the form to what is written: places wanted, permissions, who may collect, PAI."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from apps.activities.models import AuthorisationText, Group, Site, Unit
from apps.enrolments.errors import DatesOutside, GroupDoesNotFit, NotEligible, UnitMissing
from apps.enrolments.operations import Collector, Wish
from apps.enrolments.questions import (
    contact_slug,
    other_slug,
    pai_slug,
    pai_subject_slug,
    permission_slug,
    texts_for,
)
from apps.enrolments.situation import Line, Situation
from apps.families.models import Household, Person


def wishes(found: Situation, lines: Iterable[Line], answers: Mapping[str, Any]) -> tuple[Wish, ...]:
    """Return the places that the lines ask for. Raises what `wish` raises."""
    return tuple(wish(found.household, line, answers) for line in lines if found.household is not None)


def wish(household: Household, line: Line, answers: Mapping[str, Any], groups: tuple[Group, ...] = ()) -> Wish:
    """Return the place that one line asks for; an agent may choose in `groups` when none fits the child.

    Raises DatesOutside, GroupDoesNotFit, UnitMissing.
    """
    starts_on, ends_on = days_of(line, answers)
    return Wish(
        child=line.child,
        household=household,
        activity=line.offer.activity,
        period=line.offer.period,
        school_year=line.school_year,
        site=_site(line, answers),
        group=_group(line, answers, line.offer.groups or groups),
        units=_units(line, answers),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def check_eligible(found: Situation, lines: Iterable[Line]) -> None:
    """Refuse what became impossible since it was ticked. Raises NotEligible."""
    for line in lines:
        blocks = found.blocks(line.child, line.offer)
        if blocks:
            raise NotEligible(activity=line.title, reasons=" ".join(block.sentence for block in blocks))


def days_of(line: Line, answers: Mapping[str, Any]) -> tuple[date, date]:
    """Return the first and the last day, both included. Raises DatesOutside."""
    first = _day(answers.get(f"{line.name}-start")) or line.offer.starts_on
    last = _day(answers.get(f"{line.name}-end")) or line.last_day
    opens = line.offer.period.first_day if line.offer.period else line.offer.starts_on
    if not opens <= first <= last <= line.last_day:
        raise DatesOutside(first=opens, last=line.last_day)
    return first, last


def permissions(
    found: Situation, child: Person, lines: tuple[Line, ...], answers: Mapping[str, Any]
) -> dict[AuthorisationText, bool]:
    """Return what was allowed and forbidden for a child, by text."""
    given = {text: answers.get(permission_slug(child, text)) for text in texts_for(found, lines)}
    return {text: answer for text, answer in given.items() if isinstance(answer, bool)}


def asks_collectors(found: Situation, child: Person, answers: Mapping[str, Any]) -> bool:
    """Whether the form asked who may collect this child."""
    slugs = (*(contact_slug(child, contact) for contact in found.contacts), other_slug(child))
    return any(slug in answers for slug in slugs)


def collectors(found: Situation, child: Person, answers: Mapping[str, Any]) -> tuple[Collector, ...]:
    """Return who may collect a child: the contacts that were allowed, who was so already, and somebody new."""
    chosen = [
        Collector.from_contact(contact)
        for contact in found.contacts
        if answers.get(contact_slug(child, contact)) is True
    ]
    kept = [Collector.from_person(person) for person in found.collectors.get(child.pk, ()) if person.contact_id is None]
    new = (
        [
            Collector(
                first_names=str(answers.get(other_slug(child, "first-names"), "")),
                usual_name=str(answers.get(other_slug(child, "usual-name"), "")),
                phone=str(answers.get(other_slug(child, "phone"), "")),
                link=str(answers.get(other_slug(child, "link"), "other")),
            )
        ]
        if answers.get(other_slug(child)) is True
        else []
    )
    return (*chosen, *kept, *new)


def pai_subject(child: Person, answers: Mapping[str, Any]) -> str:
    """Return what the PAI asked for a child is about; empty when none is asked."""
    return str(answers.get(pai_subject_slug(child)) or "") if answers.get(pai_slug(child)) is True else ""


def _site(line: Line, answers: Mapping[str, Any]) -> Site | None:
    sites = {site.slug: site for site in line.offer.sites}
    only = next(iter(sites.values())) if len(sites) == 1 else None
    return sites.get(str(answers.get(f"{line.name}-site")), only)


def _group(line: Line, answers: Mapping[str, Any], fitting: tuple[Group, ...]) -> Group | None:
    groups = {group.slug: group for group in fitting}
    only = fitting[0] if len(fitting) == 1 else None
    group = groups.get(str(answers.get(f"{line.name}-group")), only)
    if groups and group is None:
        raise GroupDoesNotFit(child=line.child.first_names)
    return group


def _units(line: Line, answers: Mapping[str, Any]) -> tuple[Unit, ...]:
    given = answers.get(f"{line.name}-units")
    wanted = set(given) if isinstance(given, list) else {given}
    chosen = tuple(unit for unit in line.offer.units if unit.slug in wanted)
    if len(line.offer.units) == 1:
        return line.offer.units
    if line.offer.units and not chosen:
        raise UnitMissing(child=line.child.first_names)
    return chosen


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
