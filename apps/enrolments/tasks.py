from django.utils import timezone

from tenants.jobs import commune_task

from . import operations


@commune_task()
def send_group_message(*, message_id: int) -> None:
    operations.send_group_message(message_id=message_id, at=timezone.now())
