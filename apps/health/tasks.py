from django.utils import timezone

from apps.health import operations
from tenants.jobs import every_commune


@every_commune(cron="20 6 * * *")
def tend_plans() -> None:
    """Close the plans that ended, remind the families of those that end soon."""
    now = timezone.now()
    operations.close_ended_plans(at=now)
    operations.remind_ending_plans(at=now)


@every_commune(cron="50 6 * * *")
def ask_families() -> None:
    """Ask the parents whether what is kept is still exact, before it goes."""
    operations.remind_of_leaving(at=timezone.now())


@every_commune(cron="10 2 * * *")
def forget() -> None:
    """Erase what is kept no longer: the health of children, and the oldest readings of it."""
    now = timezone.now()
    operations.erase_ended(at=now)
    operations.forget_readings(at=now)
