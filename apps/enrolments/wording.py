"""Sentences that families read about their enrolments."""

from collections.abc import Iterable, Mapping
from typing import Final

from apps.casework.handlers import Answer
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.families.models import Person
from core.blocks import Block

TONES: Final[Mapping[str, str]] = {
    EnrolmentStatus.REQUESTED: "info",
    EnrolmentStatus.WAITING: "warning",
    EnrolmentStatus.ACTIVE: "success",
    EnrolmentStatus.REFUSED: "danger",
}


def outcome(line: Enrolment, waits: Iterable[Block] = ()) -> str:
    """Say what became of one line of a request, and what the child waits for before it comes."""
    said = _said(line)
    return " ".join((f"{_what(line)} : {said[0].lower()}{said[1:]}", *(block.sentence for block in waits)))


def answer(line: Enrolment, waits: tuple[Block, ...] = ()) -> Answer:
    """Say the same on the page of the request."""
    return Answer(
        title=_what(line),
        status=EnrolmentStatus(line.status).label,
        tone=TONES.get(line.status, "neutral"),
        detail=_said(line),
        page="portal:enrolment",
        page_arguments=(str(line.pk),),
        notes=waits,
    )


def plan_asked(child: Person) -> str:
    return f"Le PAI demandé pour {child.first_names} est transmis au service : suivez-le dans son dossier santé."


def _what(line: Enrolment) -> str:
    return f"{line.child.first_names}, {line.activity.title}"


def _said(line: Enrolment) -> str:
    if line.status in {EnrolmentStatus.ACTIVE, EnrolmentStatus.ENDED}:
        group = f", {line.group.title}" if line.group else ""
        return f"Inscription acceptée du {line.starts_on:%d/%m/%Y} au {line.ends_on:%d/%m/%Y}{group}."
    if line.status == EnrolmentStatus.WAITING:
        return "Sur liste d’attente. Nous vous écrirons dès qu’une place se libère."
    if line.status == EnrolmentStatus.REFUSED:
        return f"Inscription refusée. {line.reason}"
    return "Inscription annulée."
