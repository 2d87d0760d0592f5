"""From the answers of the form to what is written: places wanted, permissions, who may collect, PAI."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.activities.models import AuthorisationText, Group, Site, Unit
from apps.enrolments.errors import DatesOutside, GroupDoesNotFit, NotEligible, UnitMissing
from apps.enrolments.models import AuthorisedPerson
from apps.enrolments.operations import Collector, Wish
from apps.enrolments.questions import contact_slug, other_slug, pai_slug, pai_subject_slug, permission_prefix
from apps.enrolments.situation import Line, Situation
from apps.families.enums import ContactLink
from apps.families.models import Contact, Household, Person


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


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a household said of one child beside its activities; `collectors` is None when nobody was asked about."""

    child: Person
    permissions: Mapping[AuthorisationText, bool]
    collectors: tuple[Collector, ...] | None
    pai_subject: str | None


def said_of(child: Person, household: Household, answers: Mapping[str, Any], today: date) -> Said:
    """Read what was said of a child in the answers of a filed request, whatever the commune publishes since."""
    pai = answers.get(pai_slug(child)) is True
    return Said(
        child=child,
        permissions=_permissions(child, answers),
        collectors=_collectors(child, household, answers, today),
        pai_subject=str(answers.get(pai_subject_slug(child)) or "") if pai else None,
    )


def _permissions(child: Person, answers: Mapping[str, Any]) -> dict[AuthorisationText, bool]:
    prefix = permission_prefix(child)
    given = {int(slug.rpartition("-")[2]): answer for slug, answer in answers.items() if slug.startswith(prefix)}
    return {text: given[text.pk] is True for text in AuthorisationText.objects.filter(pk__in=given).order_by("pk")}


def _collectors(
    child: Person, household: Household, answers: Mapping[str, Any], today: date
) -> tuple[Collector, ...] | None:
    """Return the contacts that were allowed, who was named already without being one, and somebody new."""
    if other_slug(child) not in answers:
        return None
    chosen = allowed_contacts(child, household.contacts.order_by("pk"), answers)
    kept = AuthorisedPerson.objects.on(today).filter(child=child, household=household, contact=None)
    new = named_in(child, answers)
    return (*chosen, *(Collector.from_person(person) for person in kept), *((new,) if new else ()))


def named_in(child: Person, answers: Mapping[str, Any]) -> Collector | None:
    """Return the person that the family names for the first time, if any."""
    if answers.get(other_slug(child)) is not True:
        return None
    return Collector(
        first_names=str(answers.get(other_slug(child, "first-names"), "")),
        usual_name=str(answers.get(other_slug(child, "usual-name"), "")),
        phone=str(answers.get(other_slug(child, "phone"), "")),
        link=str(answers.get(other_slug(child, "link"), ContactLink.OTHER)),
    )


def allowed_contacts(child: Person, contacts: Iterable[Contact], answers: Mapping[str, Any]) -> list[Collector]:
    return [
        Collector.from_contact(contact) for contact in contacts if answers.get(contact_slug(child, contact)) is True
    ]


def _site(line: Line, answers: Mapping[str, Any]) -> Site | None:
    sites = {site.slug: site for site in line.offer.sites}
    only = line.sites[0] if len(line.sites) == 1 else None
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
