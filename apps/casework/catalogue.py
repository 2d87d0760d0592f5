"""What a person may ask of the town hall today, and where each of their requests stands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.casework import procedures, wording
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus
from apps.casework.errors import AccountMayNotFile, FamilyNeeded
from apps.casework.models import Case
from apps.casework.permissions import may_file
from apps.casework.procedures import Procedure
from apps.casework.silence import followed, with_silence
from apps.casework.workflow import LIVE
from apps.families import queries as families
from communes_config.schema import About, Audience, Theme

FAMILY_KNOWN: Final = "Ma famille"
FAMILY_CHANGES: Final = (
    "La mairie la connaît. Ajoutez un enfant ou une personne, corrigez une fiche, dites un changement."
)


@dataclass(frozen=True, kw_only=True)
class ProcedureCard:
    """A procedure for one person: `closed_reason` says why it cannot be begun; a draft may still be taken up.

    `settled` is the declaration of a family that the town hall knows already: there is only something to change.
    """

    slug: str
    title: str
    summary: str
    icon: str
    theme: Theme
    expected_minutes: int
    open: bool
    closed_reason: str
    closes_on: date | None
    draft: Case | None
    live: tuple[Case, ...]
    special: bool
    settled: bool


def catalogue(user: User, at: datetime) -> tuple[ProcedureCard, ...]:
    """Return every procedure of the commune, in its order; constant number of queries."""
    offered = procedures.every()
    mine = _followed(Case.objects.of_requester(user), at)
    has_family = families.household_of(user) is not None
    allowed = may_file(user)
    return tuple(_card(procedure, mine, at, has_family=has_family, allowed=allowed) for procedure in offered)


def card_of(procedure: Procedure, user: User, at: datetime) -> ProcedureCard:
    """Return one line of the catalogue."""
    mine = _followed(Case.objects.of_requester(user).filter(procedure=procedure.slug), at)
    has_family = families.household_of(user) is not None
    return _card(procedure, mine, at, has_family=has_family, allowed=may_file(user))


def _followed(mine: QuerySet[Case], at: datetime) -> list[Case]:
    """Return the drafts and the live requests, less those that a judge keeps from the person."""
    current = mine.filter(status__in=(CaseStatus.DRAFT, *LIVE)).defer("payload")
    return followed(with_silence(current, local(at).date()))


def _card(procedure: Procedure, mine: list[Case], at: datetime, *, has_family: bool, allowed: bool) -> ProcedureCard:
    definition = procedure.definition
    here = [case for case in mine if case.procedure == procedure.slug]
    live = tuple(case for case in here if case.status in LIVE)
    reason = _closed(procedure, live, at, has_family=has_family) if allowed else AccountMayNotFile.message
    special = procedures.is_special(procedure.slug)
    settled = special and has_family and allowed
    return ProcedureCard(
        slug=procedure.slug,
        title=FAMILY_KNOWN if settled else procedure.title,
        summary=FAMILY_CHANGES if settled else definition.summary,
        icon=definition.icon,
        theme=definition.theme,
        expected_minutes=definition.expected_minutes,
        open=not reason,
        closed_reason=reason,
        closes_on=definition.opening(local(at).date()).closes_on,
        draft=next((case for case in here if case.status == CaseStatus.DRAFT), None),
        live=live,
        special=special,
        settled=settled,
    )


def _closed(procedure: Procedure, live: tuple[Case, ...], at: datetime, *, has_family: bool) -> str:
    definition = procedure.definition
    opening = definition.opening(local(at).date())
    if not opening.is_open:
        return f"Ouvre le {wording.written(opening.opens_on)}." if opening.opens_on else "Fermée pour le moment."
    if definition.audience is Audience.REPRESENTATIVE and not has_family:
        return FamilyNeeded.message
    if live and not definition.repeatable and definition.about is About.NOTHING:
        return f"Votre demande n° {live[0].number} est en cours."
    return ""
