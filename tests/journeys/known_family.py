"""Run in the platform's own environment: a family that the town hall has validated, and the account of its parent."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.activities.models import School
from apps.activities.operations import record_schooling
from apps.families import operations as families
from apps.families.declaration import FamilyDeclaration
from apps.families.models import Person
from core.schooling import Level, SchoolYear
from tenants import context


def main(said: Mapping[str, Any]) -> None:
    at = datetime.now(UTC)
    with context.activate(said["commune"]):
        parent = _account(said["account"], at)
        declaration = FamilyDeclaration.from_json(said["declaration"])
        household = families.create_household(declaration=declaration, account=parent, by=None, at=at)
        for pupil in said["pupils"]:
            child = Person.objects.get(memberships__household=household, first_names=pupil["first_names"])
            _send_to_school(child, pupil, at)


def _account(entry: Mapping[str, Any], at: datetime) -> User:
    values = {**entry, "birth_date": date.fromisoformat(entry["birth_date"])}
    password = values.pop("password")
    new = accounts.NewAccount(reference=f"journey-{entry['username']}", **values)
    user, _temporary = accounts.create_account(entry=new, by=None, at=at, letter=True)
    user.email = user.email_key = entry["email"]
    user.save(update_fields=["email", "email_key"])
    accounts.choose_password(user=user, password=password, at=at)
    accounts.accept_cgu(user=user, at=at)
    return user


def _send_to_school(child: Person, pupil: Mapping[str, str], at: datetime) -> None:
    record_schooling(
        child=child,
        year=SchoolYear.parse(pupil["year"]),
        school=School.objects.current().get(slug=pupil["school"]),
        level=Level(pupil["level"]),
        by=None,
        at=at,
    )
