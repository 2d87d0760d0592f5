"""Real threads with a connection each, let go at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from core.errors import DomainError
from tenants import context
from tenants.models import Commune


def together(commune: Commune, *calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at once in the commune; return what each gave, or the code of the refusal it met."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with context.activate(commune):
                connection.ensure_connection()
                start.wait(timeout=20)
                return call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(run, calls))
