"""What an account waits for before anything else: the town hall's word, the link sent to a new address."""

from collections.abc import Iterator
from datetime import datetime

from core.todo import TodoItem, Urgency

from .enums import AccountStatus, TokenPurpose
from .models import Token, User
from .wording import day_and_hour


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return what the account itself asks, one query."""
    return (*_approval(user), *_new_email(user, at))


def _approval(user: User) -> Iterator[TodoItem]:
    if user.status != AccountStatus.PENDING_APPROVAL:
        return
    promise = f" au plus tard {day_and_hour(user.approval_due_at)}" if user.approval_due_at else ""
    yield TodoItem(
        title="La mairie vérifie votre compte",
        detail=f"Vous recevrez sa réponse par courriel{promise}. D’ici là, vous pouvez compléter votre profil.",
        icon="hourglass",
        urgency=Urgency.SOON,
    )


def _new_email(user: User, at: datetime) -> Iterator[TodoItem]:
    waiting = Token.objects.filter(
        user=user, purpose=TokenPurpose.EMAIL_CHANGE, used_at=None, revoked_at=None, expires_at__gt=at
    )
    token = waiting.order_by("-created_at", "-pk").first()
    if token is not None:
        yield TodoItem(
            title="Confirmez votre nouvelle adresse électronique",
            detail=f"Ouvrez le lien envoyé à {token.new_email}, avant {day_and_hour(token.expires_at)}.",
            page="portal:profile",
            action="Mon profil",
            icon="mail-check",
            urgency=Urgency.SOON,
        )
