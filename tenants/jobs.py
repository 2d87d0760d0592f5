"""Background work on behalf of a commune: enqueued in the caller's transaction, run inside that commune."""

from collections.abc import Callable
from typing import Any, Protocol

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import context

DEFAULT_RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


class CommuneTask(Protocol):
    """What `commune_task` makes of a function of ids."""

    def defer(self, **ids: Any) -> None: ...

    def run(self, **ids: Any) -> None: ...


class _Task:
    def __init__(self, function: Callable[..., None], queue: str, retry: RetryStrategy | bool) -> None:
        self._function = function
        self._task = app.task(name=f"{function.__module__}.{function.__name__}", queue=queue, retry=retry)(
            self._run_in_commune
        )

    def _run_in_commune(self, *, commune: str, **ids: Any) -> None:
        with context.activate(commune):
            self._function(**ids)

    def defer(self, **ids: Any) -> None:
        """Enqueue for the current commune, in the transaction in progress: rolled back with it, kept with it."""
        self._task.defer(commune=context.current().slug, **ids)

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
