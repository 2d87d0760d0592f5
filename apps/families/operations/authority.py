"""What is asked of whoever decides for a child."""

from collections.abc import Collection

from apps.accounts.models import User
from apps.families.errors import NoAuthority
from apps.families.models import Person
from apps.families.queries import authority_of


def check_authority(user: User, children: Collection[int]) -> None:
    """Refuse who represents one of these children, by their number, and may not decide for it. Raises NoAuthority."""
    refused = Person.objects.filter(~authority_of(user), pk__in=children).order_by("pk").first()
    if refused is not None:
        raise NoAuthority(child=refused.first_names or "cet enfant")
