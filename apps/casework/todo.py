"""What somebody's requests wait for: an answer, a form begun, a family that nobody declared."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.template.defaultfilters import date as date_filter

from apps.accounts.models import User
from apps.casework import procedures, queries
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus
from apps.casework.family import SLUG as FAMILY
from apps.casework.models import Case
from apps.casework.permissions import may_file
from apps.casework.workflow import LIVE
from apps.families import queries as families
from communes_config.schema import KeyPrompt
from core.todo import TodoItem, Urgency
from tenants import context


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return what waits for this person; a fixed number of queries."""
    filed = [case for case in queries.cases_of(user, on=local(at).date()) if case.status in LIVE]
    drafts = list(queries.drafts_of(user)) if may_file(user) else []
    return (*_asked(filed), *_drafts(drafts), *_family(user, filed, drafts))


def may_declare(user: User, filed: Iterable[Case]) -> bool:
    """Whether this person may tell the town hall of a family that it knows nothing of."""
    return procedures.find(FAMILY) is not None and _is_unknown(user, filed)


def _is_unknown(user: User, filed: Iterable[Case]) -> bool:
    """Whether the town hall knows nothing yet of this person's family, and nothing is on its way."""
    return (
        may_file(user)
        and families.household_of(user) is None
        and not families.waits_for_key(user)
        and not any(case.procedure == FAMILY and case.status in LIVE for case in filed)
    )


def _asked(filed: Iterable[Case]) -> Iterator[TodoItem]:
    for case in filed:
        if case.status == CaseStatus.NEEDS_INFORMATION:
            yield TodoItem(
                title=f"Complétez votre demande n° {case.number}",
                detail=f"{case.title} : le service attend votre réponse pour continuer.",
                page="portal:case",
                page_arguments=(case.number,),
                page_query="onglet=echanges",
                action="Répondre",
                icon="message-circle-warning",
                urgency=Urgency.LATE,
            )


def _drafts(drafts: Sequence[Case]) -> Iterator[TodoItem]:
    for draft in drafts:
        if procedures.find(draft.procedure) is None:
            continue
        if draft.procedure != FAMILY and procedures.is_special(draft.procedure):
            continue
        yield TodoItem(
            title=f"Terminez « {draft.title} »",
            detail=f"Votre saisie du {_day(draft.updated_at)} est conservée.",
            page="portal:family-declaration" if draft.procedure == FAMILY else "portal:procedure",
            page_arguments=() if draft.procedure == FAMILY else (draft.procedure,),
            action="Reprendre",
            icon="file-pen-line",
            urgency=Urgency.SOON,
        )


def _family(user: User, filed: Sequence[Case], drafts: Sequence[Case]) -> Iterator[TodoItem]:
    if not _is_unknown(user, filed):
        return
    config = context.config()
    if config.service_key.at_sign_up in (KeyPrompt.OFFERED, KeyPrompt.OPTIONAL):
        yield TodoItem(
            title=families.key_title(),
            detail="La mairie vous a déjà envoyé une clé ? Saisissez-la : votre famille apparaîtra ici, "
            "sans rien déclarer.",
            page="portal:service-key",
            action="Saisir la clé",
            icon="key-round",
        )
    if procedures.find(FAMILY) is not None and not any(draft.procedure == FAMILY for draft in drafts):
        yield TodoItem(
            title=config.family.declaration_title,
            detail="Vous, l’autre parent, vos enfants : comptez environ "
            f"{config.family.expected_minutes} minutes, en plusieurs fois si vous voulez.",
            page="portal:family-declaration",
            action="Commencer",
            icon="users",
        )


def _day(instant: datetime) -> str:
    return str(date_filter(local(instant), "j F"))
