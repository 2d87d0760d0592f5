from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis

from tenants import context, directory
from tenants.models import Commune

from . import database, guards

# Laws are checked on what they say, never on how fast a busy machine says it.
hypothesis.register_profile("suite", deadline=None)
hypothesis.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Each worker has a copy of one template database, with the four communes in it."""
    with django_db_blocker.unblock():
        name = f"parvis_{worker_id}"
        database.create_copy(name)
        database.use(name)
        # A test that commits leaves by a fresh copy: truncating would take the communes away with the rest.
        TransactionTestCase._fixture_teardown = lambda _self: database.renew(name)
        yield
        connection.close()


@pytest.fixture(autouse=True)
def _guard_rails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    guards.shuffle_unordered_querysets(monkeypatch)
    pre_save.connect(guards.refuse_forgotten_auto_now)
    directory.forget()
    yield
    pre_save.disconnect(guards.refuse_forgotten_auto_now)


@pytest.fixture(autouse=True)
def _own_documents(settings: Any, tmp_path: Path) -> None:
    """What a test stores is its own, whatever runs beside it."""
    settings.DOCUMENTS_FOLDER = tmp_path / "documents"


@pytest.fixture
def client() -> guards.GuardedClient:
    return guards.GuardedClient()


def _commune(slug: str) -> Commune:
    return directory.by_slug(slug)


@pytest.fixture
def fresnes(db: None) -> Commune:
    return _commune("fresnes")


@pytest.fixture
def villefranque(db: None) -> Commune:
    return _commune("villefranque")


@pytest.fixture
def villennes(db: None) -> Commune:
    return _commune("villennes-sur-seine")


@pytest.fixture
def carbon_blanc(db: None) -> Commune:
    return _commune("carbon-blanc")


@pytest.fixture
def in_fresnes(fresnes: Commune) -> Iterator[Commune]:
    """Run the test inside Fresnes."""
    with context.activate(fresnes):
        yield fresnes


@pytest.fixture
def in_villefranque(villefranque: Commune) -> Iterator[Commune]:
    with context.activate(villefranque):
        yield villefranque


@pytest.fixture
def in_villennes(villennes: Commune) -> Iterator[Commune]:
    with context.activate(villennes):
        yield villennes


@pytest.fixture
def in_carbon_blanc(carbon_blanc: Commune) -> Iterator[Commune]:
    with context.activate(carbon_blanc):
        yield carbon_blanc


@pytest.fixture
def client_of() -> Callable[[Commune], guards.GuardedClient]:
    """Return a browser stand-in on a commune's own address."""

    def make(commune: Commune) -> guards.GuardedClient:
        return guards.GuardedClient(headers={"host": commune.host})

    return make


@pytest.fixture
def constant_queries(django_assert_num_queries: Any) -> Callable[[int], AbstractContextManager[Any]]:
    """Assert a literal number of queries, the switch of commune left out."""
    return django_assert_num_queries
