from django.utils import timezone

from apps.health import operations
from tenants.jobs import every_commune


@every_commune(cron="20 6 * * *")
def tend_plans() -> None:
    """Close the plans that ended, remind the families of those that end soon."""
    now = timezone.now()
    operations.close_ended_plans(at=now)
    operations.remind_ending_plans(at=now)
