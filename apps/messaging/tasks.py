from django.utils import timezone

from tenants.jobs import commune_task, every_commune

from . import operations


@commune_task(queue=operations.QUEUE, retry=operations.RETRY)
def send(*, message_id: int) -> None:
    operations.deliver(message_id=message_id, at=timezone.now())


@every_commune(cron="50 2 * * *")
def forget_old_notices() -> None:
    operations.forget_old_notices(at=timezone.now())


@every_commune(cron="*/10 * * * *")
def requeue_forgotten() -> None:
    operations.requeue_forgotten(at=timezone.now())
