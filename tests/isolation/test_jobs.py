"""The job of a commune runs in that commune, once it is committed, and leaves its thread nowhere."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from procrastinate.contrib.django import app

from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message
from apps.messaging.operations import deliver
from apps.messaging.tasks import requeue_forgotten, send
from tenants import context, jobs
from tenants.errors import NoCommuneActive, UnknownCommune
from tenants.models import Commune
from tests.apps.messaging.jobs import waiting
from tests.factories import MessageFactory
from tests.instants import MONDAY_MORNING

from .threads import together

SEND = "apps.messaging.tasks.send"


@pytest.fixture
def message_of() -> Callable[[Commune], Message]:
    """Queue an e-mail; the two communes give it the same number, as a table of their own would."""

    def queue(commune: Commune) -> Message:
        with context.activate(commune):
            return MessageFactory(pk=7_001, recipient=f"parent@{commune.slug}.exemple.fr")

    return queue


def _run(name: str, **arguments: Any) -> None:
    """Run a job as the worker does: by its name, with what the queue kept."""
    app.tasks[name](**arguments)


def _statuses(*communes: Commune) -> list[str]:
    found = []
    for commune in communes:
        with context.activate(commune):
            found.append(Message.objects.get(pk=7_001).status)
    return found


class TestTheCommuneOfAJob:
    def test_is_written_in_the_queue_by_the_commune_that_enqueued_it(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        for commune in (fresnes, villefranque):
            with context.activate(commune):
                send.defer(message_id=7_001)
        assert waiting() == [
            (SEND, {"commune": "fresnes", "message_id": 7_001}),
            (SEND, {"commune": "villefranque", "message_id": 7_001}),
        ]

    def test_decides_where_it_runs_whoever_runs_it(
        self, fresnes: Commune, villefranque: Commune, message_of: Callable[[Commune], Message]
    ) -> None:
        message_of(fresnes), message_of(villefranque)
        with context.activate(villefranque):
            _run(SEND, commune="fresnes", message_id=7_001)
        assert _statuses(fresnes, villefranque) == [MessageStatus.SENT, MessageStatus.QUEUED]

    def test_negative_control_an_operation_without_its_commune_runs_where_the_thread_stands(
        self, fresnes: Commune, villefranque: Commune, message_of: Callable[[Commune], Message]
    ) -> None:
        message_of(fresnes), message_of(villefranque)
        with context.activate(villefranque):
            deliver(message_id=7_001, at=MONDAY_MORNING)
        assert _statuses(fresnes, villefranque) == [MessageStatus.QUEUED, MessageStatus.SENT]

    def test_cannot_be_chosen_by_an_argument(self, in_fresnes: Commune) -> None:
        with pytest.raises(TypeError, match="commune"):
            send.defer(commune="villefranque", message_id=7_001)

    def test_must_exist(self, db: None) -> None:
        with pytest.raises(UnknownCommune):
            _run(SEND, commune="atlantis", message_id=7_001)

    def test_must_be_known_to_enqueue(self, db: None) -> None:
        with pytest.raises(NoCommuneActive):
            send.defer(message_id=7_001)
        with pytest.raises(NoCommuneActive):
            jobs.defer_once(SEND, message_id=7_001)

    def test_is_part_of_what_makes_two_jobs_the_same(self, fresnes: Commune, villefranque: Commune) -> None:
        enqueued = []
        for commune in (fresnes, villefranque, fresnes):
            with context.activate(commune):
                enqueued.append(jobs.defer_once(SEND, message_id=7_001))
        assert enqueued == [True, True, False]

    def test_is_each_active_one_for_a_job_of_every_commune(self, fresnes: Commune) -> None:
        app.tasks[f"{requeue_forgotten.name}.everywhere"](timestamp=0)
        assert [arguments["commune"] for _name, arguments in waiting()] == [
            "carbon-blanc",
            "fresnes",
            "villefranque",
            "villennes-sur-seine",
        ]


class TestTransactions:
    def test_a_job_of_a_transaction_rolled_back_never_existed(self, in_fresnes: Commune) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            send.defer(message_id=7_001)
            assert len(waiting()) == 1
            _ = 1 / 0
        assert waiting() == []

    def test_a_job_of_a_savepoint_rolled_back_leaves_the_others(self, in_fresnes: Commune) -> None:
        send.defer(message_id=1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            send.defer(message_id=2)
            _ = 1 / 0
        assert [arguments["message_id"] for _name, arguments in waiting()] == [1]

    @pytest.mark.django_db(transaction=True)
    def test_negative_control_a_job_written_by_another_connection_outlives_the_rollback(self, fresnes: Commune) -> None:
        def enqueue() -> None:
            with context.activate(fresnes):
                send.defer(message_id=7_001)

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            together(enqueue)
            _ = 1 / 0
        assert len(waiting()) == 1


class TestTheThreadOfAWorker:
    def test_stands_nowhere_after_a_job(self, fresnes: Commune, message_of: Callable[[Commune], Message]) -> None:
        message_of(fresnes)
        _run(SEND, commune="fresnes", message_id=7_001)
        assert context.current_or_none() is None

    def test_stands_nowhere_after_a_job_that_failed(self, fresnes: Commune, failing_task: str) -> None:
        with pytest.raises(ZeroDivisionError):
            _run(failing_task, commune="fresnes")
        assert context.current_or_none() is None

    def test_reads_nothing_between_two_jobs(self, fresnes: Commune, message_of: Callable[[Commune], Message]) -> None:
        message_of(fresnes)
        _run(SEND, commune="fresnes", message_id=7_001)
        with pytest.raises(ProgrammingError, match="messaging_message"), transaction.atomic():
            Message.objects.count()


@pytest.fixture
def failing_task() -> Iterator[str]:
    @jobs.commune_task()
    def fail() -> None:
        assert context.current().slug == "fresnes"
        _ = 1 / 0

    yield fail.name
    del app.tasks[fail.name]


def test_a_commune_may_enqueue_and_may_not_read_the_queue(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(villefranque):
        send.defer(message_id=7_001)
    for attempt in ("SELECT args FROM public.procrastinate_jobs", "DELETE FROM public.procrastinate_jobs"):
        with context.activate(fresnes), connection.cursor() as cursor:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(attempt)


def test_negative_control_the_owner_reads_the_queue_of_all(villefranque: Commune) -> None:
    with context.activate(villefranque):
        send.defer(message_id=7_001)
    assert [arguments["commune"] for _name, arguments in waiting()] == ["villefranque"]
