from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tenants import context, jobs
from tenants.errors import NoCommuneActive
from tenants.models import Commune

TASK = "tests.tenants.test_jobs.nobody"


def waiting() -> list[tuple[str, str, int, datetime | None]]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, args->>'commune', (args->>'number')::int, scheduled_at"
            " FROM procrastinate_jobs WHERE task_name = %s ORDER BY id",
            [TASK],
        )
        return cursor.fetchall()


def test_a_job_carries_its_commune_and_its_ids(in_fresnes: Commune) -> None:
    jobs.defer(TASK, queue="email", number=7)

    assert waiting() == [("email", "fresnes", 7, None)]


def test_a_job_may_wait_until_an_instant(in_fresnes: Commune) -> None:
    later = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)

    jobs.defer(TASK, schedule_at=later, number=7)

    assert waiting() == [("default", "fresnes", 7, later)]


def test_a_job_is_rolled_back_with_the_transaction_that_wanted_it(in_fresnes: Commune) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.defer(TASK, number=7)
        1 / 0  # noqa: B018 - what comes after the job fails

    assert waiting() == []


def test_no_commune_no_job(db: None) -> None:
    with pytest.raises(NoCommuneActive):
        jobs.defer(TASK, number=7)


def test_the_same_job_waits_once_for_each_commune(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        assert jobs.defer_once(TASK, number=7)
        assert not jobs.defer_once(TASK, number=7)
        assert jobs.defer_once(TASK, number=8)
    with context.activate(villefranque):
        assert jobs.defer_once(TASK, number=7)

    assert [job[1:3] for job in waiting()] == [("fresnes", 7), ("fresnes", 8), ("villefranque", 7)]


def test_a_refused_double_leaves_the_transaction_usable(in_fresnes: Commune) -> None:
    with transaction.atomic():
        jobs.defer_once(TASK, number=7)
        jobs.defer_once(TASK, number=7)
        jobs.defer(TASK, number=9)

    assert [job[2] for job in waiting()] == [7, 9]


def test_a_commune_may_enqueue_and_never_read_the_queue(in_fresnes: Commune) -> None:
    jobs.defer(TASK, number=7)

    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"), transaction.atomic():
        cursor.execute("SELECT args FROM procrastinate_jobs")


def test_the_worker_stands_in_the_commune_of_the_job(fresnes: Commune) -> None:
    seen = []

    @jobs.commune_task()
    def look(*, number: int) -> None:
        seen.append((context.current().slug, number))

    with context.platform():
        look._run_in_commune(commune="fresnes", number=7)
        assert context.current_or_none() is None

    assert seen == [("fresnes", 7)]
