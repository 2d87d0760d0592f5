"""What a telephone shows, by the clock of the views."""

from datetime import timedelta

import pyotp
from django.utils import timezone

from apps.accounts.models import SecondFactor, User
from tests.factories import SECRET, RecoveryCodeFactory, SecondFactorFactory

PAPER = "7K3M-9PXT-2HBQ"


def shown(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code of now; of the next half minute with `steps=1`, good too and never used yet."""
    return pyotp.TOTP(secret).at(timezone.now() + steps * timedelta(seconds=30))


def protect(user: User) -> SecondFactor:
    """Give an account a telephone that shows the codes of SECRET, and one code on paper."""
    factor = SecondFactorFactory(user=user)
    RecoveryCodeFactory(factor=factor, text=PAPER)
    return factor
