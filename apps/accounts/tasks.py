from django.utils import timezone

from tenants.jobs import commune_task, every_commune

from . import operations


@commune_task(queue="email")
def send_reset_link(*, user_id: int) -> None:
    operations.send_password_reset(user_id=user_id, at=timezone.now())


@every_commune(cron="*/15 * * * *")
def remind_approvals() -> None:
    operations.remind_overdue_approvals(at=timezone.now())


@every_commune(cron="40 3 * * *")
def tidy() -> None:
    operations.tidy(at=timezone.now())
