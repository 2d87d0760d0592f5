"""An agent whose account asks for a code, so that these screens can be seen without a telephone of one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.accounts import totp
from apps.accounts.models import RecoveryCode, SecondFactor, User
from apps.accounts.queries import recovery_digests, second_factor_of
from apps.accounts.secrets import new_secret

KEY: Final = "PARVISDEMONSTRATIONPARVISDEMONST"  # the same each time: a telephone that read it once goes on
PAPER: Final = (
    "TR2E-XWE6-1CVF 7N14-7TVG-568Z P1GF-69YG-J0H8 W9M2-B5HG-CH8X B77K-J2A6-HRR2 "
    "5JGK-YC5M-FGVC RWW9-YJT0-31BF H5B0-GJAP-16XQ ZMWC-568T-YA7Y 73MQ-FNE7-W7NT"
).split()
CODES_SHOWN: Final = 2


@dataclass(frozen=True, kw_only=True)
class Telephone:
    """What to type in an application of codes, or instead of its codes."""

    key: str
    codes: tuple[str, ...]


def protect(agent: User, *, at: datetime) -> None:
    """Give an agent the telephone of the demonstration and ten codes on paper."""
    factor = SecondFactor.objects.create(user=agent, secret=KEY, confirmed_at=at, last_step=0, trust_mark=new_secret())
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=recovery_digests(agent.pk, code)[0]) for code in PAPER
    )


def telephone_of(agent: User) -> Telephone | None:
    """Return what opens the account today; nothing once somebody took the telephone away."""
    factor = second_factor_of(agent)
    if factor is None:
        return None
    good = set(factor.recovery_codes.filter(used_at=None).values_list("digest", flat=True))
    codes = [code for code in PAPER if recovery_digests(agent.pk, code)[0] in good]
    return Telephone(key=totp.grouped(factor.secret), codes=tuple(codes[:CODES_SHOWN]))
