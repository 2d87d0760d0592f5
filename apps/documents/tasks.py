from django.utils import timezone

from tenants.jobs import commune_task, every_commune

from . import operations


@commune_task()
def scan(*, document_id: int) -> None:
    operations.scan(document_id=document_id, at=timezone.now())


@commune_task()
def erase(*, document_id: int) -> None:
    operations.erase(document_id=document_id, at=timezone.now())


@every_commune(cron="5-59/10 * * * *")
def rescan_forgotten() -> None:
    operations.rescan_forgotten(at=timezone.now())


@every_commune(cron="25 * * * *")
def finish_erasing() -> None:
    operations.finish_erasing(at=timezone.now())


@every_commune(cron="20 2 * * *")
def purge() -> None:
    operations.purge(at=timezone.now())


@every_commune(cron="40 2 * * *")
def forget_orphans() -> None:
    operations.forget_orphans(at=timezone.now())


@every_commune(cron="15 7 * * *")
def remind() -> None:
    operations.remind(at=timezone.now())
