"""Run the background jobs of every commune: `python -m deploy.worker`.

The worker reads the queue with a connection of its own, as the owner of the database; inside a job, Django's connection
stands in the commune that enqueued it. A job whose worker died is given to another after `WORKER_STALLED_SECONDS`.
"""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import Any

import django

logger = logging.getLogger(__name__)

CONCURRENCY = 4
SECONDS_TO_FINISH = 25  # what a job in progress is given when the worker is asked to stop
SECONDS_BEFORE_RESTART = 2  # after the database went away
DAYS_KEPT_AFTER_FAILURE = 30


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.production")
    django.setup()

    from procrastinate.contrib.django import app  # exists once Django is set up

    from deploy import observability

    observability.start()
    register_upkeep(app)
    asyncio.run(serve(app))


def register_upkeep(app: Any) -> None:
    """Add the jobs that look after the queue itself."""

    @app.periodic(cron="* * * * *")
    @app.task(name="deploy.worker.retry_stalled", queueing_lock="deploy.worker.retry_stalled")
    async def retry_stalled_jobs(timestamp: int) -> None:
        await retry_stalled(app)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="deploy.worker.forget_old", queueing_lock="deploy.worker.forget_old")
    async def forget_old_jobs(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(
            nb_hours=24 * DAYS_KEPT_AFTER_FAILURE, include_failed=True, include_cancelled=True, include_aborted=True
        )


async def serve(app: Any) -> None:
    """Work until SIGTERM or SIGINT, through restarts of the database."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await _work(app, stop)
        except Exception:
            logger.exception("the worker stopped, and starts again")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BEFORE_RESTART)


async def retry_stalled(app: Any) -> None:
    """Give back to the queue the jobs of workers that no longer give a sign of life."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_stalled_seconds()):
        logger.warning("job %s was stalled, and runs again", job.id)
        await app.job_manager.retry_job(job)


async def _work(app: Any, stop: asyncio.Event) -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await retry_stalled(app)
            work = asyncio.create_task(
                app.run_worker_async(
                    concurrency=CONCURRENCY,
                    shutdown_graceful_timeout=SECONDS_TO_FINISH,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=_stalled_seconds() / 3,
                    stalled_worker_timeout=_stalled_seconds(),
                )
            )
            asked = asyncio.create_task(stop.wait())
            await asyncio.wait([work, asked], return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            if not work.done():
                work.cancel()
            with suppress(asyncio.CancelledError):
                await work


def _stalled_seconds() -> float:
    return float(os.environ.get("WORKER_STALLED_SECONDS", "30"))


if __name__ == "__main__":
    main()
