"""The worker as an operator runs it: real processes, a real mail server, killed where it hurts."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message
from apps.messaging.operations import send_email
from deploy.local.processes import running
from tenants import context
from tests import database
from tests.apps.messaging import jobs, peer

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
SECONDS_TO_HAPPEN = 30

pytestmark = pytest.mark.django_db(transaction=True)


def worker(server: peer.Peer, **more: str):
    return running(
        ["deploy.worker"],
        {
            "DJANGO_SETTINGS_MODULE": "deploy.settings.test",
            "DATABASE_URL": database.url_of(connection.settings_dict["NAME"]),
            "EMAIL_URL": server.url,
            "WORKER_STALLED_SECONDS": "1",
            **more,
        },
    )


def eventually(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + SECONDS_TO_HAPPEN
    while not true():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def write_one(commune) -> Message:
    with context.activate(commune):
        return send_email(template="essai/bonjour", to="lea@exemple.fr", context={}, at=NOON)


def status_of(commune, message: Message) -> str:
    with context.activate(commune):
        return Message.objects.get(pk=message.pk).status


def states_of_jobs() -> list[str]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'apps.messaging.tasks.send'")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _template(templates):
    templates("essai/bonjour")


def test_a_worker_sends_for_every_commune_and_leaves_an_empty_queue(fresnes, villefranque):
    with peer.listening() as server, worker(server):
        first, second = write_one(fresnes), write_one(villefranque)
        eventually(lambda: status_of(fresnes, first) == MessageStatus.SENT)
        eventually(lambda: status_of(villefranque, second) == MessageStatus.SENT)
        eventually(lambda: states_of_jobs() == [])

    assert sorted(message["Message-ID"] for message in server.received) == sorted([first.message_id, second.message_id])


def test_a_worker_killed_between_the_sending_and_its_record_sends_once_more_and_loses_nothing(fresnes):
    victims = []

    def kill_on_first_arrival():
        if len(server.received) == 1:
            os.kill(victims[0].pid, signal.SIGKILL)

    with peer.listening(on_data=kill_on_first_arrival) as server:
        with worker(server) as victim:
            victims.append(victim)
            message = write_one(fresnes)
            victim.wait(SECONDS_TO_HAPPEN)
        # Without somebody to give the job back, it would stay so for ever.
        assert (states_of_jobs(), status_of(fresnes, message)) == (["doing"], MessageStatus.QUEUED)

        with worker(server):
            eventually(lambda: status_of(fresnes, message) == MessageStatus.SENT)
            eventually(lambda: states_of_jobs() == [])

    assert [received["Message-ID"] for received in server.received] == [message.message_id] * 2


def test_what_was_rolled_back_is_never_sent(fresnes):
    with peer.listening() as server, worker(server):
        with pytest.raises(ZeroDivisionError), context.activate(fresnes), transaction.atomic():
            send_email(template="essai/bonjour", to="fantome@exemple.fr", context={}, at=NOON)
            1 / 0  # noqa: B018 - what comes after the e-mail fails
        message = write_one(fresnes)
        eventually(lambda: status_of(fresnes, message) == MessageStatus.SENT)

    assert [received["To"] for received in server.received] == ["lea@exemple.fr"]


def test_a_worker_asked_to_stop_finishes_what_it_began(fresnes):
    workers = []

    with peer.listening(on_data=lambda: workers[0].send_signal(signal.SIGTERM)) as server:
        with worker(server) as process:
            workers.append(process)
            message = write_one(fresnes)
            assert process.wait(SECONDS_TO_HAPPEN) == 0

    assert len(server.received) == 1
    assert status_of(fresnes, message) == MessageStatus.SENT


def test_a_worker_survives_a_database_that_cuts_it_off(fresnes):
    with peer.listening() as server, worker(server):
        first = write_one(fresnes)
        eventually(lambda: status_of(fresnes, first) == MessageStatus.SENT)
        with context.operator(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        second = write_one(fresnes)
        eventually(lambda: status_of(fresnes, second) == MessageStatus.SENT)

    assert len(server.received) == 2


def test_a_periodic_job_is_fanned_out_once_to_each_active_commune(fresnes, villefranque, villennes, carbon_blanc):
    everywhere = app.tasks["apps.messaging.tasks.requeue_forgotten.everywhere"].func

    everywhere(timestamp=0)
    everywhere(timestamp=600)

    name = "apps.messaging.tasks.requeue_forgotten"
    assert jobs.waiting() == [
        (name, {"commune": commune.slug}) for commune in (carbon_blanc, fresnes, villefranque, villennes)
    ]
