"""Background work on behalf of a commune: enqueued in the caller's transaction, run inside that commune."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from . import context
from .enums import CommuneStatus
from .models import Commune

DEFAULT_RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)

# Jobs are written through Django's connection even inside the worker, whose own connection belongs to no transaction.
_writer = JobManager(DjangoConnector())


class CommuneTask(Protocol):
    """What `commune_task` makes of a function of ids."""

    def defer(self, **ids: Any) -> None: ...

    def run(self, **ids: Any) -> None: ...


def defer(task: str, *, queue: str = "default", schedule_at: datetime | None = None, **ids: Any) -> None:
    """Enqueue a job by the dotted name of its function, for layers that lie below the `tasks` module.

    It is written for the current commune, in the transaction in progress: rolled back with it, kept with it.
    """
    commune = context.current().slug
    configure_task(name=task, job_manager=_writer, queue=queue, schedule_at=schedule_at).defer(commune=commune, **ids)


def defer_once(task: str, *, queue: str = "default", **ids: Any) -> bool:
    """Enqueue unless the same job of the same commune already waits; tell whether it was enqueued."""
    commune = context.current().slug
    lock = ":".join([commune, task, *(f"{name}={value}" for name, value in sorted(ids.items()))])
    try:
        with transaction.atomic():
            job = configure_task(name=task, job_manager=_writer, queue=queue, queueing_lock=lock)
            job.defer(commune=commune, **ids)
    except AlreadyEnqueued:
        return False
    return True


class _Task:
    def __init__(self, function: Callable[..., None], queue: str, retry: RetryStrategy | bool) -> None:
        self._function = function
        self._queue = queue
        self.name = f"{function.__module__}.{function.__name__}"
        app.task(name=self.name, queue=queue, retry=retry)(self._run_in_commune)

    def _run_in_commune(self, *, commune: str, **ids: Any) -> None:
        with context.activate(commune):
            self._function(**ids)

    def defer(self, **ids: Any) -> None:
        """Enqueue for the current commune, in the transaction in progress: rolled back with it, kept with it."""
        defer(self.name, queue=self._queue, **ids)

    def run(self, **ids: Any) -> None:
        """Run now, in the current commune."""
        self._function(**ids)


def commune_task(
    *, queue: str = "default", retry: RetryStrategy | bool = DEFAULT_RETRY
) -> Callable[[Callable[..., None]], CommuneTask]:
    """Make a job of a function that takes ids by keyword, may run twice, and runs in the commune that enqueued it."""

    def decorate(function: Callable[..., None]) -> CommuneTask:
        return _Task(function, queue, retry)

    return decorate


def every_commune(*, cron: str, queue: str = "default") -> Callable[[Callable[[], None]], CommuneTask]:
    """Make a job of a function without argument that runs in each active commune at the times of a cron expression.

    Each commune has its own job, so that the trouble of one is not the trouble of the others.
    """

    def decorate(function: Callable[[], None]) -> CommuneTask:
        task = _Task(function, queue, retry=False)

        def fan_out(*, timestamp: int) -> None:
            with context.platform():
                communes = list(Commune.objects.filter(status=CommuneStatus.ACTIVE))
            for commune in communes:
                with context.activate(commune):
                    defer_once(task.name, queue=queue)

        app.periodic(cron=cron)(app.task(name=f"{task.name}.everywhere", queue=queue)(fan_out))
        return task

    return decorate
