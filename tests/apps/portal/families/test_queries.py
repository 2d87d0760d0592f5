"""The declaration of a family costs the same to complete whatever was joined to it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from apps.casework import operations
from tenants.models import Commune
from tests.apps.casework.makers import AT, document, draft
from tests.apps.families.makers import citizen, declaration, nina
from tests.apps.portal.signing import signed_in
from tests.guards import GuardedClient


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("documents", 7), ("recap", 5)])
def test_the_pieces_and_the_recap_of_a_family(
    rows: int,
    name: str,
    queries: int,
    in_fresnes: Commune,
    client_of: Callable[..., GuardedClient],
    constant_queries: Callable[[int], Any],
) -> None:
    parent = citizen()
    children = tuple(nina(key=f"e{number}", first_names=f"Enfant{number}") for number in range(rows))
    case = draft(parent, declaration(children=children))
    for _ in range(rows):
        piece = document(parent)
        operations.attach(case=case, document=piece, kind="livret-de-famille", by=parent, at=AT)
        document(parent)
    browser = signed_in(client_of(in_fresnes), parent)
    address = reverse(f"portal:family-declaration-{name}")
    assert browser.get(address).status_code == 200
    with constant_queries(queries):
        browser.get(address)
