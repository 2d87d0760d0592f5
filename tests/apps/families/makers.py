"""People and declarations for the tests, complete by default: a test says only what matters to it."""

from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from apps.accounts.enums import AccountKind, AccountStatus, Civility, Role
from apps.accounts.models import Address, AgentRole, User
from apps.families.declaration import (
    DeclaredAddress,
    DeclaredAdult,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import ContactLink, Quality, Sex
from core.identifiers import normalise_email, normalise_username
from tests.instants import MONDAY_MORNING

_numbers = count(1)
HOME = DeclaredAddress(number="12", street="rue des Lilas", postal_code="94260", city="Fresnes")
ELSEWHERE = DeclaredAddress(number="3", street="impasse du Moulin", postal_code="94240", city="L’Haÿ-les-Roses")


def citizen(
    username: str = "", *, status: str = AccountStatus.ACTIVE, at: datetime = MONDAY_MORNING, **more: Any
) -> User:
    username = username or f"parent{next(_numbers)}"
    email = more.pop("email", f"{username}@exemple.fr")
    names = {"civility": Civility.MR, "usual_name": "Testo", "first_names": "Maurice", **more}
    user = User(
        username=username,
        username_key=normalise_username(username),
        email=email,
        email_key=normalise_email(email),
        status=status,
        created_at=at,
        approval_due_at=at if status == AccountStatus.PENDING_APPROVAL else None,
        address=Address.objects.create(number="12", street="rue des Lilas", postal_code="94260", city="Fresnes"),
        **names,
    )
    user.set_password("Parvis-2026!")
    user.save()
    return user


def agent(username: str = "", *, role: Role = Role.FAMILY_AGENT, service: str = "") -> User:
    user = citizen(username or f"agent{next(_numbers)}", kind=AccountKind.AGENT, usual_name="Service")
    AgentRole.objects.create(user=user, role=role, service_slug=service)
    return user


def maurice(**changes: Any) -> DeclaredAdult:
    adult = DeclaredAdult(
        civility=Civility.MR,
        usual_name="Testo",
        birth_name="Testo",
        first_names="Maurice",
        birth_date=date(1979, 4, 29),
        birth_commune="Bordeaux",
        address=HOME,
        phone="01 02 03 04 05",
        mobile="06 01 02 03 04",
        email="maurice.testo@exemple.fr",
        profession="Menuisier",
        employer="Atelier du Bois",
        work_phone="01 05 04 03 02",
    )
    return replace(adult, **changes)


def solange(**changes: Any) -> DeclaredAdult:
    return replace(
        maurice(
            civility=Civility.MRS,
            usual_name="Testa",
            birth_name="Testa",
            first_names="Solange",
            birth_date=date(1981, 6, 2),
            email="solange.testa@exemple.fr",
            mobile="06 09 08 07 06",
            address=None,
        ),
        **changes,
    )


def nina(**changes: Any) -> DeclaredChild:
    child = DeclaredChild(
        key="e1",
        usual_name="Testo",
        birth_name="Testo",
        first_names="Nina",
        sex=Sex.FEMALE,
        birth_date=date(2019, 5, 1),
        birth_commune="Bordeaux",
        holder_tie=DeclaredTie(quality=Quality.FATHER, parental_authority=True),
        co_representative_tie=DeclaredTie(quality=Quality.MOTHER, parental_authority=True),
    )
    return replace(child, **changes)


def augusta(**changes: Any) -> DeclaredContact:
    contact = DeclaredContact(
        key="c1",
        civility=Civility.MRS,
        usual_name="Testa",
        first_names="Augusta",
        phone="06 11 22 33 44",
        email="augusta@exemple.fr",
        link=ContactLink.GRANDMOTHER,
        emergency=True,
        shares_address=True,
    )
    return replace(contact, **changes)


def declaration(**changes: Any) -> FamilyDeclaration:
    """Maurice, Solange, Nina and her grandmother."""
    family = FamilyDeclaration(holder=maurice(), co_representative=solange(), children=(nina(),), contacts=(augusta(),))
    return replace(family, **changes)
