"""The e-mails that follow an enrolment once it is decided: what changed, from when, who to call."""

from datetime import date, datetime

from django.urls import reverse

from apps.accounts.models import User
from apps.enrolments.models import Enrolment
from apps.families.enums import MemberRole
from apps.families.queries import may_be_told
from apps.messaging.operations import send_email
from tenants import context


def admitted(*, enrolment: Enrolment, at: datetime) -> None:
    lead = (
        f"Une place s’est libérée : l’inscription commence le {enrolment.starts_on:%d/%m/%Y}. Vous n’avez rien à faire."
    )
    _send(enrolment, at, headline="une place pour votre enfant", lead=lead)


def ended(*, enrolment: Enrolment, at: datetime) -> None:
    lead = f"Le dernier jour est le {enrolment.ends_on:%d/%m/%Y}. Les réservations qui suivent ne comptent plus."
    _send(enrolment, at, headline="l’inscription s’arrête", lead=lead)


def cancelled(*, enrolment: Enrolment, at: datetime) -> None:
    lead = "L’inscription est annulée. Vous pouvez en demander une autre depuis votre espace."
    _send(enrolment, at, headline="l’inscription est annulée", lead=lead)


def changed(*, enrolment: Enrolment, from_day: date, word: str, at: datetime) -> None:
    """Say what the place is from a day on, with the word of whoever changed it."""
    units = ", ".join(unit.title for unit in enrolment.units.order_by("pk"))
    parts = (
        enrolment.group.title if enrolment.group else "",
        enrolment.site.name if enrolment.site else "",
        units,
        f"jusqu’au {enrolment.ends_on:%d/%m/%Y}",
    )
    lead = f"À partir du {from_day:%d/%m/%Y} : {', '.join(filter(None, parts))}."
    _send(enrolment, at, headline="l’inscription change", lead=f"{lead} {word}".strip())


def _send(enrolment: Enrolment, at: datetime, *, headline: str, lead: str) -> None:
    """Write to the adults of the household that enrolled the child, unless a judge keeps one from knowing."""
    service = context.config().service(enrolment.activity.service)
    details = {
        "enrolment": enrolment,
        "headline": headline,
        "lead": lead,
        "service": service,
        "service_address": service.address_lines or context.config().identity.town_hall.address_lines,
        "action_url": context.url(reverse("portal:enrolments")),
        "action_label": "Voir nos inscriptions",
    }
    for user in _adults(enrolment):
        if user.email and may_be_told(user, enrolment.child, on=context.local_date(at)):
            send_email(
                template="enrolments/change",
                to=user,
                context={**details, "requester": user},
                at=at,
                subject_of=enrolment,
                page=reverse("portal:enrolments"),
                children=(enrolment.child_id,),
            )


def _adults(enrolment: Enrolment) -> list[User]:
    places = enrolment.household.members.exclude(role=MemberRole.CHILD).values("person")
    return list(User.objects.filter(person__in=places).order_by("pk"))
