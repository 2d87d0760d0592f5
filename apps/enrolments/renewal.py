"""Next year, already filled in: what a child did this year, in the class it goes to, with what its family answered."""

from collections.abc import Iterable
from typing import Any

from apps.activities.enums import PeriodKind
from apps.activities.models import Unit
from apps.activities.queries import Offer
from apps.enrolments.models import Enrolment
from apps.enrolments.questions import contact_slug, other_slug, pai_slug, permission_slug, texts_for
from apps.enrolments.situation import CHILDREN, Line, Situation, grid_slug
from apps.enrolments.workflow import ATTENDING
from apps.families.models import Person
from communes_config.schema import FieldState
from core.schooling import SchoolYear


def renewed(found: Situation) -> dict[str, Any]:
    """Return the answers that a family would give again; empty when there is nothing to renew."""
    answers: dict[str, Any] = {}
    kept = {child: tuple(lines_to_renew(found, child)) for child in found.children}
    kept = {child: lines for child, lines in kept.items() if lines}
    if not kept:
        return {}
    answers[CHILDREN] = [str(child.pk) for child in kept]
    for child, lines in kept.items():
        answers[grid_slug(child)] = [line.offer.key for line, _before in lines]
        for line, before in lines:
            answers |= _line(line, before)
        answers |= known_answers(found, child, tuple(line for line, _before in lines))
    return answers


def lines_to_renew(found: Situation, child: Person) -> Iterable[tuple[Line, Enrolment]]:
    """Return the offers of the next year that continue what the child does, each with the enrolment it continues."""
    for offer in found.offers.get(child.pk, ()):
        before = enrolment_before(found, child, offer)
        if before is not None and not found.blocks(child, offer):
            yield Line(child=child, offer=offer), before


def enrolment_before(found: Situation, child: Person, offer: Offer) -> Enrolment | None:
    """Return what the child did in this activity the year before; None when the activity is not renewed."""
    if not offer.rules.renewable or offer.period is None or offer.period.kind != PeriodKind.SCHOOL_YEAR:
        return None
    year = str(SchoolYear.parse(offer.period.school_year).previous)
    same = (
        one
        for one in found.enrolments.get(child.pk, ())
        if one.activity_id == offer.activity.pk and one.school_year == year and one.status in ATTENDING
    )
    return next(same, None)


def known_answers(found: Situation, child: Person, lines: tuple[Line, ...]) -> dict[str, Any]:
    """Return what the household said already of a child and that still holds: nothing of a text that changed."""
    answers: dict[str, Any] = {}
    said = found.answers.get(child.pk, {})
    for text in texts_for(found, lines):
        answer = said.get(text.slug)
        if answer is not None and answer.text_id == text.pk:
            answers[permission_slug(child, text)] = answer.allowed
    if any(line.offer.rules.authorised_persons != FieldState.HIDDEN for line in lines):
        answers |= _collectors(found, child)
    if any(line.offer.rules.pai.asked for line in lines) and child.pk not in found.planned:
        answers[pai_slug(child)] = False
    return answers


def _collectors(found: Situation, child: Person) -> dict[str, Any]:
    named = found.collectors.get(child.pk, ())
    if not named:
        return {}
    allowed = {person.contact_id for person in named}
    answers: dict[str, Any] = {contact_slug(child, contact): contact.pk in allowed for contact in found.contacts}
    return {**answers, other_slug(child): False}


def _line(line: Line, before: Enrolment) -> dict[str, Any]:
    offer, name = line.offer, line.name
    answers: dict[str, Any] = {
        f"{name}-start": offer.starts_on.isoformat(),
        f"{name}-end": line.last_day.isoformat(),
    }
    if before.site_id in {site.pk for site in offer.sites}:
        answers[f"{name}-site"] = before.site.slug
    if offer.groups:
        answers[f"{name}-group"] = offer.groups[0].slug
    slugs = _still_offered(before.units.all(), offer)
    if slugs:
        answers[f"{name}-units"] = slugs if offer.rules.several_units else slugs[0]
    return answers


def _still_offered(units: Iterable[Unit], offer: Offer) -> list[str]:
    before = {unit.slug for unit in units}
    return [unit.slug for unit in offer.units if unit.slug in before]
