"""The quotients of a household. Whoever reads one for the town hall goes through `operations.read_quotients`."""

from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from apps.accounts.enums import Civility
from apps.accounts.models import User
from apps.accounts.queries import franceconnect_link_of
from apps.families.models import FamilyQuotient, Household, Person
from apps.families.quotient import KnownIdentity
from core.birth_places import ABROAD_CODE
from core.identifiers import fold
from core.official_identity import COUNTRIES, FRANCE_CODE
from core.validity import add_months
from tenants import context

SEXES: Final = {str(Civility.MR): "M", str(Civility.MRS): "F"}
CODES: Final = {fold(name): code for code, name in COUNTRIES.items()}


def quotients_of(household: Household) -> QuerySet[FamilyQuotient]:
    """Return what is kept, the current one first: the last recorded of the last month."""
    return household.quotients.order_by("-month", "-recorded_at", "-pk")


def current_quotient(household: Household) -> FamilyQuotient | None:
    return quotients_of(household).first()


def quotient_on_file(household: Household) -> FamilyQuotient | None:
    """Return the current one without what is encrypted in it: that there is one is no secret to an agent."""
    return quotients_of(household).defer("value", "source").first()


def kept_until(quotient: FamilyQuotient) -> date:
    """Return the last day on which the commune keeps it."""
    return add_months(context.local_date(quotient.recorded_at), context.config().quotient.kept_months)


def known_identity(user: User) -> KnownIdentity:
    """Return what the account says of its owner's civil status, the State's own words first."""
    link = franceconnect_link_of(user)
    person = Person.objects.filter(account=user).first() or Person()
    country, commune = _birth_codes(
        (link.birth_place_code if link else "") or user.birth_place_code or person.birth_place_code,
        user.birth_country or person.birth_country,
    )
    return KnownIdentity(
        birth_name=user.birth_name or person.birth_name,
        usual_name=user.usual_name,
        first_names=user.first_names,
        birth_date=user.birth_date or person.birth_date,
        sex=SEXES.get(user.civility or person.civility, ""),
        country_code=(link.birth_country_code if link else "") or country,
        commune_code=commune,
    )


def _birth_codes(place: str, country: str) -> tuple[str, str]:
    """Return the codes of a country and of a commune from what is known: the code of either, and a country's name."""
    if place.startswith(ABROAD_CODE):
        return place, ""
    return (FRANCE_CODE, place) if place else (CODES.get(fold(country), ""), "")


def quotients_to_forget(at: datetime) -> QuerySet[FamilyQuotient]:
    today, months = context.local_date(at), context.config().quotient.kept_months
    old = FamilyQuotient.objects.filter(recorded_at__date__lt=add_months(today, -months))
    return old.order_by("pk")
