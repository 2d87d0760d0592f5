from django.utils import timezone

from tenants.jobs import every_commune

from . import operations


@every_commune(cron="20 7 * * *")
def remind_births() -> None:
    operations.remind_births(at=timezone.now())


@every_commune(cron="40 7 * * *")
def remind_certifications() -> None:
    operations.remind_certifications(at=timezone.now())


@every_commune(cron="10 3 * * *")
def forget_quotients() -> None:
    operations.forget_quotients(at=timezone.now())
