from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from tenants import context
from tenants.models import Deployment
from tenants.provisioning import communes

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def probe(db):
    return Client(headers={"host": "10.0.0.7:8000"})


def test_a_process_that_answers_is_alive_and_asks_nobody(probe, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = probe.get("/sante/vivant/")

    assert (response.status_code, response.json()) == (200, {"state": "alive"})
    assert "no-store" in response["Cache-Control"]


def test_a_platform_with_its_database_its_migrations_and_its_queue_is_ready(probe):
    response = probe.get("/sante/pret/")

    assert response.status_code == 200
    assert response.json() == {"state": "ready", "database": "ok", "migrations": "ok", "queue": "ok"}


def test_a_commune_of_another_version_makes_the_platform_late(probe, fresnes):
    with context.operator():
        Deployment.objects.filter(schema_name=fresnes.schema_name).update(version="former")

    response = probe.get("/sante/pret/")

    assert response.status_code == 503
    assert response.json() == {"state": "not ready", "database": "ok", "migrations": "late", "queue": "ok"}


def test_a_suspended_commune_does_not_keep_the_others_waiting(probe, fresnes):
    with context.operator():
        Deployment.objects.filter(schema_name=fresnes.schema_name).update(version="former")
    communes.suspend(commune=fresnes, at=NOON)

    assert probe.get("/sante/pret/").status_code == 200


def test_a_queue_that_cannot_be_read_is_named(probe):
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO procrastinate_elsewhere")

    response = probe.get("/sante/pret/")

    assert response.status_code == 503
    assert response.json()["queue"] == "unreachable"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_named(settings):
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = Client(headers={"host": "10.0.0.7"}).get("/sante/pret/")
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host

    assert response.status_code == 503
    assert response.json() == {
        "state": "not ready",
        "database": "unreachable",
        "migrations": "unreachable",
        "queue": "unreachable",
    }


def test_health_is_read_and_never_written(probe):
    assert probe.post("/sante/pret/").status_code == 405
