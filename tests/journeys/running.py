"""The platform of the journeys: its own database, its own processes, every e-mail to the SMTP peer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.db import connection
from psycopg import sql

from communes_config import COMMUNES, available, load_commune
from deploy.local import particulier, processes
from deploy.local.franceconnect import Provider, environment_of, serving, stand_in_client
from deploy.local.lenient import for_this_machine
from tenants import directory
from tenants.provisioning import communes
from tests import database

from .desk import Desk, open_desk
from .mail import MailPeer

# Each worker of the suite has a platform of its own.
DATABASE = f"parvis_journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@dataclass(frozen=True, slots=True)
class RunningPlatform:
    port: int
    desk: Desk
    franceconnect: Provider

    def address_of(self, slug: str) -> str:
        return f"http://{slug}.localhost:{self.port}"

    def operate(self, *arguments: str) -> str:
        """Run the operator's CLI and return what it printed."""
        return self.desk.operate("commune", *arguments)

    def a_day_later(self, slug: str, address: str) -> str:
        """Return the address of a document as it is once a day has passed: made for the same session, out of date."""
        start, _slash, token = address.rstrip("/").rpartition("/")
        aged = self.desk.do("aged_link", {"commune": slug, "token": token})
        return f"{start}/{aged.strip()}/"

    def let_links_expire(self, slug: str, username: str) -> None:
        """Move the links of an account a week into the past, as if nobody had opened them in time."""
        with psycopg.connect(**database.parameters_of(DATABASE)) as server:
            schema = f"c_{slug.replace('-', '_')}"
            moved = server.execute(
                sql.SQL(
                    "UPDATE {tokens} SET created_at = created_at - interval '7 days', expires_at = expires_at"
                    " - interval '7 days' WHERE user_id = (SELECT id FROM {users} WHERE username = %s)"
                ).format(
                    tokens=sql.Identifier(schema, "accounts_token"), users=sql.Identifier(schema, "accounts_user")
                ),
                [username],
            )
            assert moved.rowcount, f"{username} was sent no link"


def _as_in_the_demonstration() -> None:
    """Let agents in by a password alone, as `make demo` does; one journey makes a commune that asks for more."""
    own = connection.settings_dict["NAME"]
    database.use(DATABASE)
    try:
        for slug in available():
            config = for_this_machine(load_commune(COMMUNES / slug))
            communes.apply(commune=directory.by_slug(slug), config=config, at=database.BUILT_AT)
    finally:
        database.use(own)
        directory.forget()


@contextmanager
def running_platform(mail: MailPeer) -> Iterator[RunningPlatform]:
    database.create_copy(DATABASE)
    _as_in_the_demonstration()
    port = processes.free_port()
    client = stand_in_client("carbon-blanc", f"http://carbon-blanc.localhost:{port}")
    with (
        TemporaryDirectory() as folder,
        serving(Provider([client])) as provider,
        particulier.serving(particulier.Particulier()) as state,
    ):
        environment = {
            **environment_of(provider.issuer, {"carbon-blanc": client}),
            **particulier.environment_of(state.url, ["carbon-blanc"]),
            "DJANGO_SETTINGS_MODULE": "deploy.settings.local",
            "DATABASE_URL": database.url_of(DATABASE),
            "DEBUG": "false",
            "PORT": str(port),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "ADDRESS_SEARCH_URL": "fake:",
            "DOCUMENTS_FOLDER": str(Path(folder) / "documents"),
        }
        with processes.platform(port, environment), open_desk(environment) as desk:
            yield RunningPlatform(port, desk, provider)
