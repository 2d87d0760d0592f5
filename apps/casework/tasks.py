from django.utils import timezone

from tenants.jobs import every_commune

from . import operations


@every_commune(cron="30 6 * * *")
def remind_unanswered() -> None:
    operations.remind_unanswered(at=timezone.now())


@every_commune(cron="5 7 * * *")
def alert_before_silence() -> None:
    operations.alert_before_silence(at=timezone.now())


@every_commune(cron="15 * * * *")
def apply_dated() -> None:
    operations.apply_dated(at=timezone.now())


@every_commune(cron="10 3 * * *")
def tend_drafts() -> None:
    """Tell the authors of forgotten drafts, and erase those whose authors were told in time."""
    now = timezone.now()
    operations.warn_of_erasure(at=now)
    operations.erase_forgotten_drafts(at=now)


@every_commune(cron="30 2 * * *")
def forget_health() -> None:
    """Erase what the requests about health said, once their time is over."""
    operations.forget_health_requests(at=timezone.now())
