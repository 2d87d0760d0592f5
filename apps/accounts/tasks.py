from django.utils import timezone

from tenants.jobs import commune_task

from . import operations


@commune_task(queue="mail")
def send_reset_link(*, user_id: int) -> None:
    operations.send_password_reset(user_id=user_id, at=timezone.now())


@commune_task()
def remind_approvals() -> None:
    operations.remind_overdue_approvals(at=timezone.now())


@commune_task()
def tidy() -> None:
    operations.tidy(at=timezone.now())
