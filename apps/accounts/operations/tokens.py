from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts import queries
from apps.accounts.enums import TokenPurpose
from apps.accounts.errors import LinkUnknown
from apps.accounts.models import Token, User
from apps.accounts.secrets import digest, new_secret
from core.deadlines import expires_at


@transaction.atomic
def issue_token(*, user: User, purpose: TokenPurpose, lifetime: timedelta, at: datetime, new_email: str = "") -> str:
    """Make a single-use link secret, the former ones of the same purpose being revoked; return the secret."""
    user.tokens.filter(purpose=purpose, used_at=None, revoked_at=None).update(revoked_at=at)
    secret = new_secret()
    Token.objects.create(
        user=user,
        purpose=purpose,
        digest=digest(secret),
        new_email=new_email,
        created_at=at,
        expires_at=expires_at(at, lifetime),
    )
    return secret


@transaction.atomic
def consume_token(*, secret: str, purposes: tuple[TokenPurpose, ...], at: datetime) -> Token:
    """Use a link, once: of two requests at the same time, one waits and is refused.

    Raises LinkUnknown, LinkUsed or LinkExpired.
    """
    token = (
        Token.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=digest(secret), purpose__in=purposes)
        .first()
    )
    if token is None:
        raise LinkUnknown
    queries.check_token(token, at)
    token.used_at = at
    token.save(update_fields=["used_at"])
    return token
