"""A request costs the same to fill in, to read again and to follow, whatever it holds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.casework import operations
from apps.casework.models import Case
from tenants.models import Commune
from tests.apps.casework.benches import ABOUT_ME, BENCH, PROMISES, SUN, answered, bench_draft, bench_filed
from tests.apps.casework.makers import AT, document
from tests.apps.families.makers import agent, citizen
from tests.apps.portal.signing import signed_in
from tests.configurations import offer
from tests.factories import CaseAttachmentFactory, CaseEventFactory, CaseMessageFactory, DocumentFactory
from tests.guards import GuardedClient

type Counted = Callable[[int], Any]

[PHOTO] = BENCH.attachments
KINDS = ("justificatif-de-domicile", "livret-de-famille", "carnet-de-vaccination")

pytestmark = pytest.mark.parametrize("rows", [1, 3])


@pytest.fixture
def parent(in_fresnes: Commune) -> User:
    return citizen(email="maurice@exemple.fr")


@pytest.fixture
def browser(parent: User, in_fresnes: Commune, client_of: Callable[..., GuardedClient]) -> GuardedClient:
    return signed_in(client_of(in_fresnes), parent)


@pytest.fixture
def draft(rows: int, in_fresnes: Commune, parent: User) -> Case:
    """A draft ready to be sent: as many pieces asked, joined, and kept beside."""
    pieces = tuple(replace(PHOTO, slug=kind, title=kind, shown_if=None) for kind in KINDS[:rows])
    offer(in_fresnes, replace(BENCH, attachments=pieces))
    case = answered(bench_draft(parent), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    for kind in KINDS[:rows]:
        operations.attach(case=case, document=document(parent, kind), kind=kind, by=parent, at=AT)
        DocumentFactory(owner=parent, kind=kind)
    return case


def test_the_pieces_to_join(rows: int, draft: Case, browser: GuardedClient, constant_queries: Counted) -> None:
    address = reverse("portal:procedure-documents", args=[draft.procedure])
    assert browser.get(address).text.count("Depuis votre appareil") == rows
    with constant_queries(7):
        browser.get(address)


def test_the_recap(rows: int, draft: Case, browser: GuardedClient, constant_queries: Counted) -> None:
    address = reverse("portal:procedure-recap", args=[draft.procedure])
    assert all(kind in browser.get(address).text for kind in KINDS[:rows])
    with constant_queries(6):
        browser.get(address)


@pytest.mark.parametrize("tab", ["demande", "historique", "echanges"])
def test_a_request_with_its_messages_pieces_and_events(
    rows: int,
    tab: str,
    in_fresnes: Commune,
    parent: User,
    browser: GuardedClient,
    constant_queries: Counted,
) -> None:
    offer(in_fresnes, replace(BENCH, attachments=()))
    case = bench_filed(parent)
    for rank in range(rows):
        CaseEventFactory(case=case, by=agent(f"agent-{rank}"))
        CaseAttachmentFactory(case=case)
        message = CaseMessageFactory(case=case, author=parent, body=f"Message {rank}")
        CaseAttachmentFactory(case=case, message=message, kind="echange")
    address = f"{reverse('portal:case', args=[case.number])}?onglet={tab}"
    assert browser.get(address).status_code == 200
    with constant_queries(10):
        browser.get(address)


def test_what_the_service_waits_for(
    rows: int, in_fresnes: Commune, parent: User, browser: GuardedClient, constant_queries: Counted
) -> None:
    pieces = tuple(replace(PHOTO, slug=kind, title=kind, shown_if=None, required=False) for kind in KINDS[:rows])
    offer(in_fresnes, replace(BENCH, attachments=pieces))
    DocumentFactory(owner=parent)
    officer = agent()
    case = operations.take(case=bench_filed(parent), by=officer, at=AT)
    asked = list(KINDS[:rows])
    operations.ask_information(case=case, by=officer, at=AT, message="À revoir.", kinds=asked, pieces=asked)
    address = f"{reverse('portal:case', args=[case.number])}?onglet=echanges"
    browser.get(address)
    with constant_queries(10):
        browser.get(address)
