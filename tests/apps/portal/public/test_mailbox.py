from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from apps.messaging.models import Message
from tenants import context

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def letter(fresnes):
    with context.activate(fresnes):
        return Message.objects.create(
            message_id="<1@fresnes>",
            template="essai/lettre",
            recipient="lea@exemple.fr",
            subject="Activez votre espace",
            text="Ouvrez http://fresnes.localhost/activation/x/ avant demain.\n",
            html="<p style='color:red'>Ouvrez</p>",
            created_at=NOON,
            due_at=NOON,
        )


def test_the_letters_of_the_commune_are_listed_and_read(client_of, fresnes, letter):
    visitor = client_of(fresnes)

    listed = BeautifulSoup(visitor.get("/boite-aux-lettres/").content, "html.parser")
    link = listed.find("a", string="Activez votre espace")
    read = BeautifulSoup(visitor.get(link["href"]).content, "html.parser")

    assert read.h1.get_text() == "Activez votre espace"
    assert read.find("a", href="http://fresnes.localhost/activation/x/") is not None


def test_letters_are_found_by_recipient(client_of, fresnes, letter):
    visitor = client_of(fresnes)

    assert "Activez" in visitor.get("/boite-aux-lettres/?destinataire=LEA@exemple.fr").content.decode()
    assert "Aucun courriel" in visitor.get("/boite-aux-lettres/?destinataire=autre@exemple.fr").content.decode()


def test_the_illustrated_version_may_carry_its_styles_and_runs_nothing(fresnes, letter):
    response = Client(headers={"host": fresnes.host}).get(f"/boite-aux-lettres/{letter.reference}/html/")

    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert response.content == b"<p style='color:red'>Ouvrez</p>"


def test_another_commune_has_another_mailbox(client_of, villefranque, letter):
    visitor = client_of(villefranque)

    assert "Activez" not in visitor.get("/boite-aux-lettres/").content.decode()
    assert visitor.get(f"/boite-aux-lettres/{letter.reference}/").status_code == 404


@pytest.mark.parametrize("path", ["", "{reference}/", "{reference}/html/"])
def test_a_platform_in_production_has_no_mailbox(client_of, fresnes, letter, settings, path):
    settings.DEVELOPMENT_MAILBOX = False

    url = "/boite-aux-lettres/" + path.format(reference=letter.reference)
    assert client_of(fresnes).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_mailbox_costs_the_same_whatever_it_holds(client_of, fresnes, letter, count, django_assert_num_queries):
    with context.activate(fresnes):
        for number in range(1, count):
            Message.objects.create(
                message_id=f"<{number}@essai>",
                template="essai/lettre",
                recipient="lea@exemple.fr",
                subject="Encore",
                text="Oui.",
                created_at=NOON,
                due_at=NOON,
            )
    visitor = client_of(fresnes)
    visitor.get("/")

    with django_assert_num_queries(1):
        visitor.get("/boite-aux-lettres/")
