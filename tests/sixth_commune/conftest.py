from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tenants import context, directory
from tenants.models import Commune
from tests.guards import GuardedClient
from tests.sixth_commune.commune import SLUG, write
from tests.tenants.management.conftest import Run
from tests.tenants.management.conftest import run as run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of communes with Val-aux-Brumes alone in it."""
    return write(tmp_path / "communes", timezone.localdate())


@pytest.fixture
def val(db: None, run: Run, files: Path) -> Iterator[Commune]:
    """Val-aux-Brumes in service: one command of the operator, and the test runs inside it."""
    ran = run("create", SLUG, "--folder", files)
    assert ran.code == 0, ran.errors
    with context.activate(directory.by_slug(SLUG)) as commune:
        yield commune


@pytest.fixture
def browser(val: Commune, client_of: Callable[[Commune], GuardedClient]) -> GuardedClient:
    return client_of(val)
