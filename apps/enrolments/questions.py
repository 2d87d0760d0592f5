"""The questions of the enrolment form: a grid, a step for each line, a step for each child."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from apps.activities.models import AuthorisationText, Unit
from apps.activities.queries import Offer
from apps.enrolments.situation import Line, Situation, chosen_children, grid_slug, lines_of, of_child, offer_title
from apps.families.enums import ContactLink
from apps.families.models import Contact, Person
from apps.health.queries import closed_until_signed
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import FieldState
from core.blocks import Block
from core.care_plans import Closed
from core.forms import Condition, Kind, Option, Question, Step
from tenants import context

GRID = "activites"
STILL_HOLDS = "Ce que vous avez déjà répondu cette année reste valable : vous le changez dans « Nos inscriptions »."
PAI_SUBJECT = "L’objet du PAI"
PAI_INFORMATION = (
    "Le projet d’accueil individualisé (PAI) adapte la journée d’un enfant qui a une allergie, une intolérance ou une "
    "maladie longue. Signalez-le maintenant : le service vous dira comment le faire signer."
)
UNTIL_SIGNED = {
    Closed.ATTENDANCE: "{name} y viendra une fois le PAI signé",
    Closed.MEALS: "les formules avec repas attendront la signature du PAI",
    Closed.ENROLMENT: "l’inscription attendra la signature du PAI",
}


def steps(found: Situation, answers: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the steps that the answers given so far call for."""
    children = chosen_children(found, answers)
    if not children:
        return ()
    lines = lines_of(found, answers)
    return (
        grid(found, children),
        *(line_step(line, answers) for line in lines),
        *(step for child in children if (step := child_step(found, child, of_child(lines, child)))),
    )


def grid(found: Situation, children: Iterable[Person]) -> Step:
    return Step(
        slug=GRID,
        title="Les activités",
        intro="Cochez tout ce que vous voulez demander. Ce qui ne va pas encore dit pourquoi, et comment y remédier.",
        questions=tuple(_row(found, child) for child in children),
    )


def _row(found: Situation, child: Person) -> Question:
    """A child to whom nothing is open today is not asked to choose."""
    options = tuple(_option(found, child, offer) for offer in found.offers.get(child.pk, ()))
    return Question(
        slug=grid_slug(child),
        label=f"Pour {child.first_names}",
        kind=Kind.CHOICES,
        required=not all(option.refused for option in options),
        options=options,
    )


def line_step(line: Line, answers: Mapping[str, Any]) -> Step:
    """Return the dates, the place, the group and the units of one line."""
    offer, name = line.offer, line.name
    questions = [
        Question(
            slug=f"{name}-start",
            label="Premier jour",
            kind=Kind.DATE,
            minimum=offer.starts_on,
            maximum=line.last_day,
            initial=offer.starts_on.isoformat(),
        ),
        Question(
            slug=f"{name}-end",
            label="Dernier jour",
            kind=Kind.DATE,
            minimum=_day(answers.get(f"{name}-start")) or offer.starts_on,
            maximum=line.last_day,
            initial=line.last_day.isoformat(),
        ),
    ]
    if line.sites:
        questions.append(_one_of(f"{name}-site", "Lieu", [(site.slug, site.name) for site in line.sites], first=False))
    if offer.groups:
        groups = [(group.slug, group.title) for group in offer.groups]
        questions.append(_one_of(f"{name}-group", "Groupe", groups, first=True, help=_why(line)))
    if offer.units:
        questions.append(_units(line))
    intro = " ".join((offer.rules.summary, *(block.sentence for block in offer.waits)))
    return Step(slug=name, title=line.title, intro=intro, questions=tuple(questions))


def child_step(found: Situation, child: Person, lines: tuple[Line, ...]) -> Step | None:
    """Return what is asked once for a child, whatever the number of activities; None when nothing is.

    What the household answered this year with another activity still holds, and is not asked again.
    """
    said = _said(found, child, lines)
    texts = texts_for(found, lines)
    new_texts = tuple(text for text in texts if not (said and _holds(found, child, text)))
    collected = any(one.authorised_persons != FieldState.HIDDEN for one in said)
    planned = child.pk in found.planned or any(one.pai.asked for one in said)
    questions = (
        *(_permission(child, text) for text in new_texts),
        *(() if collected else _collectors(found, child, lines)),
        *(() if planned else _pai(child, lines)),
    )
    if not questions:
        return None
    title = f"{child.first_names} : ce que vous autorisez"
    return Step(slug=child_step_slug(child), title=title, intro=STILL_HOLDS if said else "", questions=questions)


def _said(found: Situation, child: Person, lines: tuple[Line, ...]) -> tuple[ActivityRules, ...]:
    """Return the activities whose questions were answered in the year of the lines; nothing when a year is new."""
    by_year = [found.answered_for(child, year) for year in {line.school_year for line in lines}]
    return tuple(rules for answered in by_year for rules in answered) if all(by_year) else ()


def _holds(found: Situation, child: Person, text: AuthorisationText) -> bool:
    answer = found.answers.get(child.pk, {}).get(text.slug)
    return answer is not None and answer.text_id == text.pk


def texts_for(found: Situation, lines: Iterable[Line]) -> tuple[AuthorisationText, ...]:
    """Return the texts that these activities ask about, once each, in the order of the catalogue."""
    slugs = dict.fromkeys(slug for line in lines for slug in line.offer.rules.authorisations)
    return tuple(found.texts[slug] for slug in slugs if slug in found.texts)


def child_step_slug(child: Person) -> str:
    return f"child-{child.pk}"


def is_about_a_child(slug: str) -> bool:
    """Whether the question is one of those that a child's step asks: what is allowed, who collects, the PAI."""
    return re.fullmatch(r"child-\d+-(permission-.+|contact-\d+|other(-.+)?|pai(-subject)?)", slug) is not None


def permission_slug(child: Person, text: AuthorisationText) -> str:
    """A new version of a text is a new question: the answer to the old one is not carried over."""
    return f"{permission_prefix(child)}{text.slug}-{text.pk}"


def permission_prefix(child: Person) -> str:
    return f"child-{child.pk}-permission-"


def contact_slug(child: Person, contact: Contact) -> str:
    return f"child-{child.pk}-contact-{contact.pk}"


def other_slug(child: Person, name: str = "") -> str:
    return f"child-{child.pk}-other{'-' if name else ''}{name}"


def pai_slug(child: Person) -> str:
    return f"child-{child.pk}-pai"


def pai_subject_slug(child: Person) -> str:
    return f"child-{child.pk}-pai-subject"


def _option(found: Situation, child: Person, offer: Offer) -> Option:
    blocks = found.blocks(child, offer)
    told = () if blocks else (*offer.waits, *offer.meals)
    fix_url, fix_label = _fix(child, offer, blocks or told)
    return Option(
        value=offer.key,
        label=offer_title(offer),
        help="" if blocks else " · ".join(filter(None, (_place(offer), *(block.sentence for block in told)))),
        refused=" ".join(block.sentence for block in blocks),
        fix_url=fix_url,
        fix_label=fix_label,
    )


def _fix(child: Person, offer: Offer, blocks: tuple[Block, ...]) -> tuple[str, str]:
    """Lead to where the one thing is mended, or to the page that lists them all."""
    fixable = [block for block in blocks if block.fix]
    if len(blocks) == 1 and fixable:
        return reverse(blocks[0].fix, args=blocks[0].fix_arguments), blocks[0].fix_label
    if fixable:
        return reverse("portal:enrolment-blocks", args=[child.pk, offer.key]), "Voir ce qui manque"
    return "", ""


def _place(offer: Offer) -> str:
    where = ", ".join(site.name for site in offer.sites)
    until = f"jusqu’au {offer.ends_on:%d/%m/%Y}" if offer.ends_on else ""
    return " · ".join(filter(None, (where, until)))


def _one_of(slug: str, label: str, choices: list[tuple[str, str]], *, first: bool, help: str = "") -> Question:
    options = tuple(Option(value=value, label=text) for value, text in choices)
    return _one_option(slug, label, options, first=first, help=help)


def _one_option(slug: str, label: str, options: tuple[Option, ...], *, first: bool, help: str = "") -> Question:
    """Ask to choose, or show the only choice; the first is proposed when it was worked out for the child."""
    alone = len(options) == 1
    return Question(
        slug=slug,
        label=label,
        kind=Kind.CHOICE,
        help=help,
        options=options,
        initial=options[0].value if alone or first else None,
        locked=alone,
    )


def _why(line: Line) -> str:
    place = line.offer.place
    if place is None:
        return "Proposé d’après l’âge de votre enfant."
    where = place.school.name if place.school else place.elsewhere
    return f"Proposé d’après sa classe : {place.level.label}, {where}."


def _units(line: Line) -> Question:
    options = tuple(_unit(line, unit) for unit in line.offer.units)
    slug, label = f"{line.name}-units", "Formule"
    if line.offer.rules.several_units:
        return Question(slug=slug, label=label, kind=Kind.CHOICES, options=options)
    return _one_option(slug, label, options, first=False)


def _unit(line: Line, unit: Unit) -> Option:
    blocks = line.offer.unit_blocks(unit)
    fix_url, fix_label = _fix(line.child, line.offer, blocks)
    return Option(
        value=unit.slug,
        label=unit.title,
        help=unit.help,
        refused=" ".join(block.sentence for block in blocks),
        fix_url=fix_url,
        fix_label=fix_label,
    )


def _permission(child: Person, text: AuthorisationText) -> Question:
    return Question(
        slug=permission_slug(child, text),
        label=text.title,
        kind=Kind.AUTHORISATION,
        help=f"{text.text} (texte du {text.dated:%d/%m/%Y})",
    )


def _collectors(found: Situation, child: Person, lines: Iterable[Line]) -> Iterable[Question]:
    """Ask for each contact of the family whether it may come, and let somebody else be named."""
    if all(line.offer.rules.authorised_persons == FieldState.HIDDEN for line in lines):
        return
    for contact in found.contacts:
        link = ContactLink(contact.link).label.lower()
        yield Question(
            slug=contact_slug(child, contact),
            label=f"Venir chercher {child.first_names} : {contact} ({link})",
            kind=Kind.AUTHORISATION,
        )
    yield Question(
        slug=other_slug(child),
        label=f"Une autre personne peut-elle venir chercher {child.first_names} ?",
        kind=Kind.YES_NO,
        help=_age_rule(),
        initial=False,
    )
    shown_if = Condition(question=other_slug(child), values=("yes",))
    yield Question(slug=other_slug(child, "first-names"), label="Son prénom", kind=Kind.TEXT, shown_if=shown_if)
    yield Question(slug=other_slug(child, "usual-name"), label="Son nom", kind=Kind.TEXT, shown_if=shown_if)
    yield Question(slug=other_slug(child, "phone"), label="Son téléphone", kind=Kind.PHONE, shown_if=shown_if)
    yield Question(
        slug=other_slug(child, "link"),
        label="Son lien avec l’enfant",
        kind=Kind.CHOICE,
        shown_if=shown_if,
        options=tuple(Option(value=value, label=str(label)) for value, label in ContactLink.choices),
    )
    if age := context.config().enrolment.collector_min_age:
        yield Question(
            slug=other_slug(child, "age"),
            label=f"Cette personne a au moins {age} ans",
            kind=Kind.STATEMENT,
            shown_if=shown_if,
        )


def _age_rule() -> str:
    age = context.config().enrolment.collector_min_age
    return f"Il faut avoir {age} ans au moins, et présenter une pièce d’identité." if age else ""


def _pai(child: Person, lines: Sequence[Line]) -> Iterable[Question]:
    if not any(line.offer.rules.pai.asked for line in lines):
        return
    yield Question(
        slug=pai_slug(child),
        label=f"Faut-il un projet d’accueil individualisé (PAI) pour {child.first_names} ?",
        kind=Kind.YES_NO,
        help=" ".join((PAI_INFORMATION, *_until_signed(child, lines))),
    )
    yield Question(
        slug=pai_subject_slug(child),
        label=PAI_SUBJECT,
        kind=Kind.LONG_TEXT,
        help="Quelques mots : allergie aux arachides, asthme, diabète…",
        max_length=600,
        shown_if=Condition(question=pai_slug(child), values=("yes",)),
    )


def _until_signed(child: Person, lines: Iterable[Line]) -> Iterable[str]:
    """Say of each activity what will wait for the signature."""
    for line in lines:
        closed = closed_until_signed(line.offer.rules)
        if closed is not None:
            yield f"{offer_title(line.offer)} : {UNTIL_SIGNED[closed].format(name=child.first_names)}."


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
