"""Val-aux-Brumes: a sixth commune, made of the files beside this module and of nothing else.

The days that the files name move with the day of the test, so that its windows are open or closed for good.
"""

from datetime import date, timedelta
from pathlib import Path
from string import Template

from django.utils import timezone

from apps.accounts.enums import Civility
from apps.accounts.models import Address, User
from apps.families.declaration import DeclaredAddress
from apps.families.models import Person
from apps.families.operations import create_household
from apps.families.queries import children_of
from core.schooling import SchoolYear
from tests.apps.families.makers import citizen, declaration, maurice, nina

SLUG = "val-aux-brumes"
FILES = Path(__file__).with_name("files")
ON_THE_QUAY = DeclaredAddress(number="3", street="quai des Brumes", postal_code="25980", city="Val-aux-Brumes")
ACROSS_THE_LAKE = DeclaredAddress(number="1", street="rue du Port", postal_code="25979", city="Rive-Haute")
IN_TOWN = DeclaredAddress(number="8", street="Grande Rue", postal_code="25300", city="Pontarlier")
PASSWORD = "Parvis-2026!"


def write(folder: Path, today: date) -> Path:
    """Write the commune's files in a folder of communes, and return that folder."""
    days = {
        "yesterday": today - timedelta(days=1),
        "in_ten_days": today + timedelta(days=10),
        "in_a_month": today + timedelta(days=30),
        "in_two_months": today + timedelta(days=60),
        "a_month_ago": today - timedelta(days=30),
        "a_year_ago": today - timedelta(days=365),
        "school_year": SchoolYear.of(today),
    }
    for source in FILES.rglob("*"):
        if source.is_file():
            written = folder / SLUG / source.relative_to(FILES)
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(Template(source.read_text()).substitute(days))
    return folder


def family(username: str, *, home: DeclaredAddress = ON_THE_QUAY, insee: str = "", **ages: int) -> User:
    """A parent whom the town hall knows, with these children: `lea=9` is nine years old whatever the day."""
    user = citizen(username, usual_name="Héron", first_names="Jeanne", civility=Civility.MRS)
    year = timezone.localdate().year
    children = tuple(
        nina(key=f"e{age}", first_names=name.title(), usual_name="Héron", birth_date=date(year - age, 1, 1))
        for name, age in ages.items()
    )
    known = declaration(holder=maurice(address=home), co_representative=None, children=children, contacts=())
    household = create_household(declaration=known, account=user, by=None, at=timezone.now())
    Address.objects.filter(pk=household.address_id).update(insee_code=insee)
    return user


def child(user: User, first_names: str) -> Person:
    return children_of(user).get(first_names=first_names)
