from django.utils import timezone

from tenants.jobs import every_commune

from . import operations


@every_commune(cron="40 2 * * *")
def forget_orphans() -> None:
    operations.forget_orphans(at=timezone.now())
