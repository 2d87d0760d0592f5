"""What a family has to say or to ask for its children's activities, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.template.defaultfilters import date as date_filter

from apps.accounts.models import User
from apps.activities.queries import Offer, today_of
from apps.casework.permissions import may_file
from apps.enrolments.dates import dates_of
from apps.enrolments.models import Enrolment
from apps.enrolments.queries import children_to_answer
from apps.enrolments.renewal import lines_to_renew
from apps.enrolments.situation import Situation, offer_title, situation_of
from apps.enrolments.workflow import ATTENDING, LIVE
from apps.families.models import Person
from communes_config.schema import CommuneConfig
from core.listing import listed
from core.todo import TodoItem, Urgency
from tenants import context

HANDLER: Final = "enrolment"
CLOSES_SOON: Final = timedelta(days=30)
FILE_SOON: Final = timedelta(days=60)
OPENS_SOON: Final = timedelta(days=21)
NAMED: Final = 3


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a child may be enrolled in now, or soon; `renews` when it goes on with what it does this year."""

    child: Person
    offer: Offer
    renews: bool


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return the texts to answer, and the windows that close or open; a fixed number of queries."""
    if not may_file(user):
        return ()
    today = today_of(at)
    answers = (_answer(child) for child in children_to_answer(user, today))
    procedure = procedure_in(context.config())
    if not procedure:
        return tuple(answers)
    found = situation_of(user, at)
    return (*answers, *_file_due(found, procedure, today), *_closing(found, procedure, at), *_opening(found, at))


def procedure_in(config: CommuneConfig) -> str:
    """Return the slug of the procedure by which one enrols; nothing when the commune offers none online."""
    return next((procedure.slug for procedure in config.procedures if procedure.handler == HANDLER), "")


def _answer(child: Person) -> TodoItem:
    return TodoItem(
        title=f"Dites ce que vous autorisez pour {child.first_names}",
        detail="Un texte de la commune a changé : votre réponse est attendue.",
        page="portal:child-permissions",
        page_arguments=(str(child.pk),),
        action="Répondre",
        icon="square-check-big",
        urgency=Urgency.SOON,
    )


def _file_due(found: Situation, procedure: str, today: date) -> Iterator[TodoItem]:
    """One line for the children who may be enrolled and for whom nothing was asked yet, while the day is near."""
    due = dates_of(context.config().enrolment, today).file_due
    if due is None or due.day - today > FILE_SOON:
        return
    possible = {wish.child.pk: wish for wish in _possible(found)}
    asked = Enrolment.objects.filter(child__in=possible, school_year=str(due.year)).filter(
        status__in=(*LIVE, *ATTENDING)
    )
    done = set(asked.values_list("child", flat=True))
    waited = [wish for pk, wish in possible.items() if pk not in done]
    if waited:
        yield TodoItem(
            title=f"Rendez le dossier d’inscription {due.year}",
            detail=f"Pour {_children(waited)}, au plus tard le {_day(due.day)}.",
            page="portal:procedure",
            page_arguments=(procedure,),
            action="Inscrire",
            icon="calendar-clock",
            due_on=due.day,
            urgency=Urgency.SOON,
        )


def _closing(found: Situation, procedure: str, at: datetime) -> Iterator[TodoItem]:
    """One line for each date: several children and activities are asked for in one request."""
    by_end: dict[datetime, list[Wish]] = {}
    for wish in _possible(found):
        if wish.offer.closes_at and (wish.renews or wish.offer.closes_at - at <= CLOSES_SOON):
            by_end.setdefault(wish.offer.closes_at, []).append(wish)
    for end, wishes in by_end.items():
        last = today_of(end - timedelta(microseconds=1))
        renews = any(wish.renews for wish in wishes)
        yield TodoItem(
            title=f"{'Renouvelez' if renews else 'Inscriptions ouvertes'} : {_named(wishes)}",
            detail=f"Pour {_children(wishes)}, jusqu’au {_day(last)}.",
            page="portal:procedure",
            page_arguments=(procedure,),
            action="Renouveler" if renews else "Inscrire",
            icon="calendar-clock",
            due_on=last,
            urgency=Urgency.SOON if end - at <= CLOSES_SOON else Urgency.WHEN_POSSIBLE,
        )


def _opening(found: Situation, at: datetime) -> Iterator[TodoItem]:
    by_start: dict[datetime, list[Wish]] = {}
    for child in found.children:
        for offer in found.offers[child.pk]:
            if child.pk in found.undecided:
                continue
            if offer.opens_at and len(offer.blocks) == 1 and at < offer.opens_at <= at + OPENS_SOON:
                by_start.setdefault(offer.opens_at, []).append(Wish(child=child, offer=offer, renews=False))
    for start, wishes in by_start.items():
        first = today_of(start)
        yield TodoItem(
            title=f"Bientôt : {_named(wishes)}",
            detail=f"Les inscriptions ouvrent le {_day(first)}, pour {_children(wishes)}.",
            page="portal:activities",
            action="Voir les activités",
            icon="calendar-plus",
            due_on=first,
        )


def _possible(found: Situation) -> Iterator[Wish]:
    for child in found.children:
        renewed = {line.offer.key for line, _before in lines_to_renew(found, child)}
        for offer in found.offers[child.pk]:
            if not found.blocks(child, offer):
                yield Wish(child=child, offer=offer, renews=offer.key in renewed)


def _named(wishes: Iterable[Wish]) -> str:
    titles = list(dict.fromkeys(offer_title(wish.offer) for wish in wishes))
    if len(titles) <= NAMED:
        return listed(titles)
    return f"{', '.join(titles[:NAMED])} et {len(titles) - NAMED} autres"


def _children(wishes: Iterable[Wish]) -> str:
    return listed(list(dict.fromkeys(wish.child.first_names for wish in wishes)))


def _day(day: date) -> str:
    return str(date_filter(day, "l j F"))
