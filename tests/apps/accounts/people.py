"""Accounts for the tests, as short as the example needs."""

from datetime import UTC, datetime
from typing import Any

from apps.accounts.enums import AccountKind, AccountStatus
from apps.accounts.models import AgentRole, User
from apps.accounts.operations import SignUpEntry
from core.identifiers import normalise_email, normalise_username

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)  # 10:00 in Paris
PASSWORD = "Cerises&Noyaux7"


def entry(**changed: Any) -> SignUpEntry:
    given: dict[str, Any] = {
        "username": "maurice.testo",
        "email": "maurice@exemple.fr",
        "civility": "mr",
        "usual_name": "Testo",
        "first_names": "Maurice",
        "accepts_cgu": True,
    }
    return SignUpEntry(**{**given, **changed})


def citizen(username: str = "maurice.testo", *, password: str = PASSWORD, **fields: Any) -> User:
    given: dict[str, Any] = {
        "email": f"{username}@exemple.fr",
        "civility": "mr",
        "usual_name": "Testo",
        "first_names": "Maurice",
        "status": AccountStatus.ACTIVE,
        "created_at": MONDAY,
        **fields,
    }
    user = User(username=username, username_key=normalise_username(username), **given)
    user.email_key = normalise_email(user.email)
    user.set_password(password)
    user.save()
    return user


def agent(username: str = "nadia.agent", *roles: tuple[str, str], **fields: Any) -> User:
    named = {"usual_name": "Agent", "first_names": "Nadia", "civility": "mrs", **fields}
    user = citizen(username, kind=AccountKind.AGENT, **named)
    AgentRole.objects.bulk_create(AgentRole(user=user, role=role, service_slug=slug) for role, slug in roles)
    return user
