"""The home of somebody signed in: what must I do, what is happening, where are my requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import date as date_filter
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User
from apps.casework import queries as cases
from apps.casework.enums import CaseStatus
from apps.casework.family import SLUG as FAMILY
from apps.casework.models import Case
from apps.casework.workflow import LIVE
from apps.families import queries as families
from apps.families.queries import FamilyCard
from communes_config.schema import CommuneConfig, KeyPrompt

REQUESTS_SHOWN = 5

TONES = {
    CaseStatus.SUBMITTED: "info",
    CaseStatus.IN_REVIEW: "info",
    CaseStatus.NEEDS_INFORMATION: "warning",
    CaseStatus.ACCEPTED: "success",
    CaseStatus.REFUSED: "danger",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """One thing that waits for the person; without `url` it waits for the town hall."""

    title: str
    detail: str
    url: str = ""
    action: str = ""
    icon: str = "circle-alert"


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestLine:
    case: Case
    tone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dashboard:
    to_do: tuple[ToDo, ...]
    requests: tuple[RequestLine, ...]
    family: FamilyCard | None
    may_declare: bool


def dashboard_of(user: User, config: CommuneConfig) -> Dashboard:
    """Return everything the home shows about this person."""
    filed = list(cases.cases_of(user))
    drafts = list(cases.drafts_of(user))
    family = families.family_card(user)
    waits_for_key = family is None and families.waits_for_key(user)
    may_declare = (
        user.status == AccountStatus.ACTIVE
        and family is None
        and not waits_for_key
        and not any(case.procedure == FAMILY and case.status in LIVE for case in filed)
    )
    to_do = [
        *_approval(user),
        *_information_asked(filed),
        *_drafts(drafts),
        *_key(config, waits_for_key=waits_for_key, may_declare=may_declare),
    ]
    if may_declare and not drafts:
        to_do.append(_declaration(config))
    return Dashboard(
        to_do=tuple(to_do),
        requests=tuple(
            RequestLine(case=case, tone=TONES.get(case.status, "neutral")) for case in filed[:REQUESTS_SHOWN]
        ),
        family=family,
        may_declare=may_declare,
    )


def _approval(user: User) -> Iterator[ToDo]:
    if user.status != AccountStatus.PENDING_APPROVAL:
        return
    promise = f" au plus tard {_written(user.approval_due_at, 'l j F à H \\h i')}" if user.approval_due_at else ""
    yield ToDo(
        title="La mairie vérifie votre compte",
        detail=f"Vous recevrez sa réponse par courriel{promise}. D’ici là, vous pouvez compléter votre profil.",
        icon="hourglass",
    )


def _information_asked(filed: Sequence[Case]) -> Iterator[ToDo]:
    for case in filed:
        if case.status == CaseStatus.NEEDS_INFORMATION:
            yield ToDo(
                title=f"Complétez votre demande n° {case.number}",
                detail="Le service attend votre réponse pour continuer l’instruction.",
                url=f"{reverse('portal:case', args=[case.number])}?onglet=echanges",
                action="Répondre",
                icon="message-circle-warning",
            )


def _drafts(drafts: Sequence[Case]) -> Iterator[ToDo]:
    for draft in drafts:
        if draft.procedure == FAMILY:
            yield ToDo(
                title=f"Terminez « {draft.title} »",
                detail=f"Votre saisie du {_written(draft.updated_at, 'j F')} est conservée.",
                url=reverse("portal:family-declaration"),
                action="Reprendre",
                icon="file-pen-line",
            )


def _key(config: CommuneConfig, *, waits_for_key: bool, may_declare: bool) -> Iterator[ToDo]:
    key = config.service_key
    if waits_for_key:
        detail = "La mairie a validé votre famille et vous l’a envoyée : elle relie votre famille à votre espace."
    elif may_declare and key.at_sign_up in (KeyPrompt.OFFERED, KeyPrompt.OPTIONAL):
        detail = (
            "La mairie vous a déjà envoyé une clé ? Saisissez-la : votre famille apparaîtra ici, sans rien déclarer."
        )
    else:
        return
    yield ToDo(
        title=f"Saisissez votre {key.label[0].lower()}{key.label[1:]}",
        detail=detail,
        url=reverse("portal:service-key"),
        action="Saisir la clé",
        icon="key-round",
    )


def _declaration(config: CommuneConfig) -> ToDo:
    return ToDo(
        title=config.family.declaration_title,
        detail="Vous, l’autre parent, vos enfants : comptez environ "
        f"{config.family.expected_minutes} minutes, en plusieurs fois si vous voulez.",
        url=reverse("portal:family-declaration"),
        action="Commencer",
        icon="users",
    )


def _written(instant: datetime, shape: str) -> str:
    """Write an instant as the clocks of the commune show it."""
    return str(date_filter(timezone.localtime(instant), shape))
