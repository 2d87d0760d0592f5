"""Whether a person may choose a password, in the current commune."""

from collections.abc import Sequence
from datetime import date

from core import passwords
from tenants import context

from .errors import PasswordGuessable, PasswordTooWeak
from .models import User


def check(password: str, personal: Sequence[str]) -> None:
    """Refuse what the commune's policy does not accept, or what knowing the person helps to guess.

    Raises PasswordTooWeak or PasswordGuessable.
    """
    config = context.config()
    missing = config.passwords.unmet(password)
    if missing:
        raise PasswordTooWeak(missing=", ".join(requirement.label for requirement in missing))
    if passwords.is_common(password, [*personal, config.identity.commune_name, config.identity.portal_name]):
        raise PasswordGuessable


def check_for(user: User, password: str) -> None:
    check(
        password,
        personal_words(
            user.username, user.email, user.usual_name, user.birth_name, user.first_names, born=user.birth_date
        ),
    )


def personal_words(*words: str, born: date | None = None) -> list[str]:
    """Return what a stranger may know of the person, as the rule on passwords takes it."""
    dates = [f"{born:%d%m%Y}", f"{born:%Y}", f"{born:%d%m%y}"] if born else []
    local_parts = [word.partition("@")[0] for word in words if "@" in word]
    return [word for word in (*words, *local_parts, *dates) if word]
