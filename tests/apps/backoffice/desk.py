"""An agent at their desk, and what families sent them: as short as the example needs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.casework import operations, procedures
from apps.casework.models import Case
from apps.documents.operations import deposit
from apps.families.declaration import (
    DeclaredAddress,
    DeclaredAdult,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.models import Household
from apps.families.operations import create_household
from tests.apps.accounts.people import citizen
from tests.guards import GuardedClient

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MOTHER = DeclaredTie(quality="mother", parental_authority=True)
FATHER = DeclaredTie(quality="father", parental_authority=True)


class Desk:
    """A browser on the agents' space, signed in as one agent."""

    def __init__(self, client: GuardedClient, agent: User) -> None:
        self.client = client
        self.agent = agent

    def get(self, name: str, *args: Any, **query: Any) -> HttpResponse:
        return self.client.get(reverse(f"backoffice:{name}", args=args), query_params=query)

    def post(self, name: str, *args: Any, **data: Any) -> HttpResponse:
        return self.client.post(reverse(f"backoffice:{name}", args=args), data)

    def say(self, name: str, *args: Any, **data: Any) -> list[str]:
        """Post, follow, and return the messages on the page that comes after."""
        response = self.client.post(reverse(f"backoffice:{name}", args=args), data, follow=True)
        return [str(message) for message in response.context["messages"]]


def texts(response: HttpResponse, selector: str) -> list[str]:
    """Return the text of the elements of a page, spaces tidied."""
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(element.get_text(" ").split()) for element in page.select(selector)]


def hidden(response: HttpResponse, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that posts to this address (empty: the page's own)."""
    page = BeautifulSoup(response.content, "html.parser")
    form = next(form for form in page.find_all("form") if (form.get("action") or "") == action)
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def waiting(username: str = "attend.valide", *, hours: float = 24, **fields: Any) -> User:
    """An account that waits for an agent, due in so many hours of the clock."""
    now = timezone.now()
    return citizen(
        username,
        status="pending_approval",
        approval_due_at=now + timedelta(hours=hours),
        created_at=now,
        **fields,
    )


def declaration(**changed: Any) -> FamilyDeclaration:
    home = DeclaredAddress(number="12", street="rue des Lilas", postal_code="94260", city="Fresnes")
    holder = DeclaredAdult(
        civility="mrs",
        usual_name="Martin",
        birth_name="Dupré",
        first_names="Hélène",
        birth_date=date(1988, 5, 2),
        birth_commune="Antony",
        birth_department="Hauts-de-Seine",
        birth_country="France",
        address=home,
        phone="01 46 00 00 00",
        mobile="06 11 22 33 44",
        email="helene@exemple.fr",
        profession="Infirmière",
        employer="Hôpital",
        work_phone="01 46 00 00 01",
    )
    child = DeclaredChild(
        key="enfant-1",
        usual_name="Martin",
        birth_name="Martin",
        first_names="Léa",
        sex="female",
        birth_date=date(2018, 9, 1),
        birth_commune="Antony",
        birth_department="Hauts-de-Seine",
        birth_country="France",
        holder_tie=MOTHER,
    )
    contact = DeclaredContact(
        key="contact-1",
        civility="mrs",
        usual_name="Dupré",
        first_names="Odile",
        phone="06 00 00 00 00",
        link="grandmother",
        emergency=True,
        may_collect=True,
        shares_address=True,
    )
    return replace(FamilyDeclaration(holder=holder, children=(child,), contacts=(contact,)), **changed)


def filed(requester: User, given: FamilyDeclaration | None = None, *, at: datetime | None = None) -> Case:
    """A family declared by this person, with the pieces that the commune requires."""
    at = at or timezone.now()
    case = operations.open_draft(procedure="famille", by=requester, at=at)
    payload = (given or declaration()).to_json()
    operations.save_draft(case=case, payload=payload, by=requester, at=at)
    for kind in procedures.get("famille").terms.required:
        document = deposit(
            owner=requester,
            file=SimpleUploadedFile(f"{kind.slug}.pdf", PDF),
            kind=kind.slug,
            title=kind.title,
            issued_on=at.date(),
            at=at,
        )
        operations.attach(case=case, document=document, kind=kind.slug, by=requester, at=at)
    return operations.submit(case=case, by=requester, at=at).case


def household(given: FamilyDeclaration | None = None, *, account: User | None = None, **more: Any) -> Household:
    return create_household(declaration=given or declaration(), account=account, by=None, at=timezone.now(), **more)
