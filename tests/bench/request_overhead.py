"""Requests per second of a page with three queries: behind the communes, in rotation, against plain Django."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection

from apps.content import operations
from communes_config import load_commune
from communes_config.schema import CommuneConfig
from deploy.local import processes
from tenants import context
from tests import database

from .load import requests_per_second
from .result import Result, at_least

HOSTS = [f"{slug}.localhost" for slug in ("fresnes", "villefranque", "villennes-sur-seine", "carbon-blanc")]
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROUNDS = 24  # short ones: a machine that others share changes its pace every few seconds
SECONDS_PER_ROUND = 1.0


def run() -> list[Result]:
    database.create_copy("parvis_bench_requests")
    _publish_the_same_everywhere()
    environment = {"DATABASE_URL": database.url_of("parvis_bench_requests")}
    behind_communes, plain = [], []
    with (
        _server("tests.bench.site.communes", environment) as communes_port,
        _server("tests.bench.site.plain", environment) as plain_port,
    ):
        requests_per_second(communes_port, HOSTS, seconds=1)
        requests_per_second(plain_port, HOSTS, seconds=1)
        for _ in range(ROUNDS):  # interleaved, so that whatever else the machine does weighs on both
            behind_communes.append(requests_per_second(communes_port, HOSTS, seconds=SECONDS_PER_ROUND))
            plain.append(requests_per_second(plain_port, HOSTS, seconds=SECONDS_PER_ROUND))
    return [
        at_least(
            "request_overhead",
            value=statistics.median(behind_communes),
            baseline=statistics.median(plain),
            unit="requests/s",
            target=0.95,
        )
    ]


def _publish_the_same_everywhere() -> None:
    """Give the four communes the texts of the first, the only one that the plain side reads: the same work on both."""
    database.use("parvis_bench_requests")
    for host in HOSTS[1:]:
        with context.activate(host.removesuffix(".localhost")):
            operations.publish_configuration(config=_with_the_texts_of_the_first(), at=AT)
    connection.close()


def _with_the_texts_of_the_first() -> CommuneConfig:
    first = load_commune(database.communes_folder() / HOSTS[0].removesuffix(".localhost"))
    return replace(first, cgu=context.config().cgu)  # a published version of the terms of use never changes


@contextmanager
def _server(settings_module: str, environment: dict[str, str]) -> Iterator[int]:
    port = processes.free_port()
    chosen = environment | {"DJANGO_SETTINGS_MODULE": settings_module}
    with processes.running(processes.server_command(port), chosen) as server:
        processes.wait_until_listening(port, server)
        yield port
