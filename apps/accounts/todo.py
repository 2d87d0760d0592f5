"""What an account waits for before anything else: the town hall's word."""

from datetime import datetime

from core.todo import TodoItem, Urgency

from .enums import AccountStatus
from .models import User
from .wording import day_and_hour


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return what the account itself waits for.

    An e-mail address to confirm is not said here: its absence would tell that the address is somebody else's.
    """
    if user.status != AccountStatus.PENDING_APPROVAL or user.approval_due_at is None:
        return ()
    return (
        TodoItem(
            title="La mairie vérifie votre compte",
            detail=f"Vous recevrez sa réponse par courriel au plus tard {day_and_hour(user.approval_due_at)}. "
            "D’ici là, vous pouvez compléter votre profil.",
            icon="hourglass",
            urgency=Urgency.SOON,
        ),
    )
