"""Accounts of agents, made by an administrator or by the operator."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.enums import AccountKind, AccountStatus, Origin, Role
from apps.accounts.errors import EmailTaken, NotAnAgent, ServiceUnknown, UnknownAccount, UsernameTaken
from apps.accounts.models import AgentRole, User
from apps.accounts.queries import email_is_free
from apps.accounts.workflow import ACCOUNT_WORKFLOW
from apps.audit.operations import record
from core.identifiers import check_username, normalise_email, normalise_username
from core.passwords import temporary_password
from tenants import context

from .created import TEMPORARY_PASSWORD_LIFETIME
from .sessions import close_sessions


def agent_named(username: str) -> User:
    """Return an agent by their identifier. Raises UnknownAccount, NotAnAgent."""
    user = User.objects.filter(username_key=normalise_username(username)).first()
    if user is None:
        raise UnknownAccount(username=username)
    if not user.is_agent:
        raise NotAnAgent(username=username)
    return user


@transaction.atomic
def create_agent(
    *,
    username: str,
    email: str,
    usual_name: str,
    first_names: str,
    roles: Iterable[tuple[Role, str]],
    at: datetime,
    by: User | None = None,
    civility: str = "",
) -> tuple[User, str]:
    """Create an agent with roles, each in a service or, with an empty slug, in all; return a temporary password too.

    Raises UsernameRefused, UsernameTaken, EmailTaken, ServiceUnknown.
    """
    key = _free_key(username, email)
    password = temporary_password(secrets.SystemRandom())
    user = User(
        username=username.strip(),
        username_key=key,
        email=email.strip(),
        email_key=normalise_email(email),
        kind=AccountKind.AGENT,
        status=AccountStatus.ACTIVE,
        origin=Origin.OPERATOR,
        civility=civility,
        usual_name=usual_name.strip(),
        first_names=first_names.strip(),
        must_change_password=True,
        password_expires_at=at + TEMPORARY_PASSWORD_LIFETIME,
        created_at=at,
        activated_at=at,
    )
    user.set_password(password)
    user.save()
    record(action="accounts.agent_created", actor=by, subject=user, at=at)
    set_roles(agent=user, roles=roles, at=at, by=by)
    return user, password


def _free_key(username: str, email: str) -> str:
    key = check_username(username)
    if User.objects.filter(username_key=key).exists():
        raise UsernameTaken(username=username)
    if email and not email_is_free(normalise_email(email)):
        raise EmailTaken
    return key


@transaction.atomic
def set_roles(*, agent: User, roles: Iterable[tuple[Role, str]], at: datetime, by: User | None = None) -> None:
    """Replace the roles of an agent. Raises ServiceUnknown."""
    wanted = {(Role(role), slug) for role, slug in roles}
    known = {service.slug for service in context.config().services} | {""}
    for _role, slug in sorted(wanted):
        if slug not in known:
            raise ServiceUnknown(slug=slug)
    agent.roles.all().delete()
    AgentRole.objects.bulk_create(AgentRole(user=agent, role=role, service_slug=slug) for role, slug in sorted(wanted))
    agent.held_roles = None
    record(
        action="accounts.roles_changed",
        actor=by,
        subject=agent,
        at=at,
        data={"roles": [[role.value, slug] for role, slug in sorted(wanted)]},
    )


@transaction.atomic
def reset_agent(*, agent: User, at: datetime, by: User | None = None) -> str:
    """Give an agent a new temporary password, sign every browser out, restore the account if it was disabled."""
    password = temporary_password(secrets.SystemRandom())
    agent.set_password(password)
    agent.must_change_password = True
    agent.password_expires_at = at + TEMPORARY_PASSWORD_LIFETIME
    agent.status = AccountStatus.ACTIVE
    agent.save()
    close_sessions(agent)
    record(action="accounts.agent_reset", actor=by, subject=agent, at=at)
    return password


@transaction.atomic
def disable_account(*, user: User, reason: str, at: datetime, by: User | None = None) -> User:
    """Close an account, agent's or citizen's, at once: its sessions and its links die. Raises TransitionRefused."""
    ACCOUNT_WORKFLOW.check(AccountStatus(user.status), AccountStatus.DISABLED)
    user.status = AccountStatus.DISABLED
    user.save(update_fields=["status"])
    close_sessions(user)
    user.tokens.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    record(action="accounts.disabled", actor=by, subject=user, at=at, reason=reason)
    return user


@transaction.atomic
def enable_account(*, user: User, at: datetime, by: User | None = None) -> User:
    """Open a disabled account again. Raises TransitionRefused."""
    ACCOUNT_WORKFLOW.check(AccountStatus(user.status), AccountStatus.ACTIVE)
    user.status = AccountStatus.ACTIVE
    user.save(update_fields=["status"])
    record(action="accounts.enabled", actor=by, subject=user, at=at)
    return user
