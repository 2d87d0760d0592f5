"""Requests per second of a page with three queries: behind the communes, in rotation, against plain Django."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local import processes
from tests import database

from .load import requests_per_second
from .result import Result, at_least

HOSTS = [f"{slug}.localhost" for slug in ("fresnes", "villefranque", "villennes-sur-seine", "carbon-blanc")]
ROUNDS = 7
SECONDS_PER_ROUND = 3.0


def run() -> list[Result]:
    database.create_copy("parvis_bench_requests")
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


@contextmanager
def _server(settings_module: str, environment: dict[str, str]) -> Iterator[int]:
    port = processes.free_port()
    chosen = environment | {"DJANGO_SETTINGS_MODULE": settings_module}
    with processes.running(processes.server_command(port), chosen) as server:
        processes.wait_until_listening(port, server)
        yield port
