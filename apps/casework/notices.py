"""The e-mails that follow a case: each change is told, with what happens next and until when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from apps.casework import procedures
from apps.casework.deadlines import last_day, local
from apps.casework.handlers import Outcome
from apps.casework.models import Case, CaseMessage, InformationRequest
from apps.casework.payloads import known_children
from apps.casework.silence import may_tell
from apps.messaging.operations import post_notice, send_email
from apps.messaging.topics import topic_of
from communes_config.schema import Service
from tenants import context


def acknowledge(*, case: Case, token: str, at: datetime) -> None:
    """The acknowledgement of CRPA R112-5: date of reception, effect of silence, service in charge, ways of appeal."""
    tracking = context.url(reverse("portal:case-tracking", args=[token]))
    _send("acknowledgement", case, at, action_url=tracking, action_label="Suivre ma demande")


def taken(*, case: Case, at: datetime) -> None:
    _progress(
        case,
        at,
        headline="votre demande est en cours d’instruction",
        lead="Un agent du service l’a prise en charge et l’étudie. Vous n’avez rien à faire pour l’instant.",
    )


def information_asked(*, case: Case, request: InformationRequest, at: datetime) -> None:
    _send("information_asked", case, at, request=request, action_label="Compléter ma demande")


def answer_awaited(*, case: Case, request: InformationRequest, at: datetime) -> None:
    asked_on = local(request.asked_at).date()
    _send("answer_awaited", case, at, request=request, asked_on=asked_on, action_label="Compléter ma demande")


def silence_is_near(*, service: str, cases: Sequence[Case], at: datetime) -> None:
    """Tell a service on which requests its silence is about to decide, or has."""
    listing = reverse("backoffice:cases")
    send_email(
        template="casework/silence_is_near",
        to=_address_of(procedures.service_of(service)),
        context={
            "lines": [(case, last_day(case.due_at)) for case in cases],
            "count": len(cases),
            "action_url": context.url(f"{listing}?service={service}&echeance=proche"),
            "action_label": "Ouvrir ces demandes",
        },
        at=at,
    )


def visitor_wrote(*, service: Service, name: str, email: str, body: str, at: datetime) -> None:
    """Hand a service what somebody without an account wrote; answering the e-mail answers that person."""
    send_email(
        template="casework/visitor_message",
        to=_address_of(service),
        context={"name": name, "email": email, "body": body},
        reply_to=email,
        at=at,
    )


def _address_of(service: Service) -> str:
    identity = context.config().identity
    return service.email or identity.town_hall.email or identity.reply_to


def draft_forgotten(*, case: Case, kept_until: date, at: datetime) -> None:
    """Tell the author of a draft until when it is kept, in the portal at least."""
    page = reverse("portal:case-list")
    if not case.requester.email:
        title = f"Votre brouillon « {case.title} » sera bientôt effacé"
        post_notice(to=case.requester, topic=topic_of("casework/draft_forgotten"), title=title, page=page, at=at)
        return
    details = {
        "case": case,
        "requester": case.requester,
        "touched_on": local(case.updated_at).date(),
        "kept_until": kept_until,
        "action_url": context.url(page),
        "action_label": "Reprendre ma saisie",
    }
    send_email(
        template="casework/draft_forgotten", to=case.requester, context=details, at=at, subject_of=case, page=page
    )


def answered(*, case: Case, at: datetime) -> None:
    _progress(
        case,
        at,
        headline="vos compléments sont arrivés",
        lead="Le service a reçu votre réponse et reprend l’étude de votre demande.",
    )


def message_received(*, case: Case, message: CaseMessage, at: datetime) -> None:
    _send("message", case, at, message=message, action_label="Lire et répondre")


def cancelled(*, case: Case, at: datetime) -> None:
    _progress(
        case,
        at,
        headline="votre demande est annulée",
        lead="Comme vous l’avez demandé, le service ne l’étudiera pas. Vous pouvez déposer une nouvelle demande.",
    )


def accepted(*, case: Case, outcome: Outcome, at: datetime) -> None:
    _send("accepted", case, at, sentences=outcome.sentences)


def took_effect(*, case: Case, outcome: Outcome, at: datetime) -> None:
    _progress(
        case,
        at,
        headline="c’est fait",
        lead=" ".join(outcome.sentences) or "Ce que vous aviez demandé pour aujourd’hui est enregistré.",
    )


def refused(*, case: Case, at: datetime) -> None:
    _send("refused", case, at)


def closed(*, case: Case, at: datetime) -> None:
    _send("closed", case, at, sentence=procedures.of_case(case).definition.accepted_text)


def _progress(case: Case, at: datetime, *, headline: str, lead: str) -> None:
    _send("progress", case, at, headline=headline, lead=lead)


def _send(name: str, case: Case, at: datetime, **more: Any) -> None:
    """Write to the requester; who has no e-mail address reads the same on the page of the request.

    Whom a judge keeps from knowing about the child is not told.
    """
    if not case.requester.email or not may_tell(case, local(at).date()):
        return
    service = procedures.service_of(case.service)
    details = {
        "case": case,
        "requester": case.requester,
        "service": service,
        "service_address": service.address_lines or context.config().identity.town_hall.address_lines,
        "received_on": local(case.submitted_at).date(),
        "decided_by_silence_after": last_day(case.due_at),
        "action_url": context.url(reverse("portal:case", args=[case.number])),
        "action_label": "Voir ma demande",
        **more,
    }
    page = reverse("portal:case", args=[case.number])
    send_email(
        template=f"casework/{name}",
        to=case.requester,
        context=details,
        at=at,
        subject_of=case,
        page=page,
        children=known_children(case.payload),
    )
