"""What becomes of documents while nobody looks: done by a real worker, in every commune, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from apps.documents import operations, tasks
from apps.documents.models import Document
from apps.documents.storage import default_storage
from apps.messaging.models import Message
from tenants import context
from tests.apps.accounts.people import citizen
from tests.apps.documents.files import PDF, upload
from tests.apps.messaging import peer

from .test_worker import eventually, worker

pytestmark = pytest.mark.django_db(transaction=True)
PROOF = "justificatif-de-domicile"


def deposit(owner, *, days_ago):
    at = timezone.now() - timedelta(days=days_ago)
    return operations.deposit(
        owner=owner,
        file=upload("facture.pdf", PDF),
        kind=PROOF,
        title="Facture d’eau",
        at=at,
        issued_on=context.local_date(at),
    )


def in_each(*communes):
    for commune in communes:
        with context.activate(commune):
            yield commune


def tick(task):
    """Do what the clock of the worker does at the hour of this task."""
    app.tasks[f"{task.name}.everywhere"](timestamp=0)


def waiting(task):
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')", [task.name]
        )
        return cursor.fetchone()[0]


def test_what_is_past_its_time_goes_from_every_commune_with_its_bytes(fresnes, villefranque, settings):
    keys = {}
    for commune in in_each(fresnes, villefranque):
        parent = citizen()
        old, recent = deposit(parent, days_ago=600), deposit(parent, days_ago=10)
        keys[commune.slug] = (old.key, recent.key)

    with peer.listening() as server, worker(server, DOCUMENTS_FOLDER=str(settings.DOCUMENTS_FOLDER)):
        tick(tasks.purge)
        for commune in in_each(fresnes, villefranque):
            old, recent = keys[commune.slug]
            eventually(lambda old=old: not Document.objects.filter(key=old).exists())
            assert list(Document.objects.values_list("key", flat=True)) == [recent]
            assert list(default_storage().keys()) == [recent]


def test_its_owner_is_told_once_however_often_the_clock_strikes(fresnes):
    with context.activate(fresnes):
        deposit(citizen(), days_ago=75)

    with peer.listening() as server, worker(server):
        for _morning in range(3):
            tick(tasks.remind)
            eventually(lambda: waiting(tasks.remind) == 0)
        eventually(lambda: len(server.received) == 1)

    with context.activate(fresnes):
        assert Message.objects.count() == 1
    assert [message["To"] for message in server.received] == ["maurice.testo@exemple.fr"]
