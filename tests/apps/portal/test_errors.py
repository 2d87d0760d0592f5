import pytest
from bs4 import BeautifulSoup
from django.test import Client

from apps.portal import errors


def read(response):
    page = BeautifulSoup(response.content, "html.parser")
    return response.status_code, page.h1.get_text(), page.title.get_text()


@pytest.mark.parametrize(
    ("apologise", "status", "title"),
    [
        (errors.bad_request, 400, "Nous n’avons pas compris cette demande"),
        (errors.forbidden, 403, "Cette page ne vous est pas ouverte"),
        (errors.not_found, 404, "Cette page n’existe pas"),
        (errors.broken, 500, "Une panne nous empêche d’afficher cette page"),
    ],
)
def test_each_error_says_what_happened_in_the_dress_of_the_commune(in_fresnes, rf, apologise, status, title):
    response = apologise(rf.get("/"))

    assert read(response) == (status, title, f"{title} – Espace Famille, Fresnes")
    assert BeautifulSoup(response.content, "html.parser").find("a", href="/") is not None


def test_an_error_costs_no_query(in_fresnes, rf, django_assert_num_queries):
    """The database may be what is broken."""
    with django_assert_num_queries(0):
        errors.broken(rf.get("/"))


def test_a_form_kept_open_too_long_says_that_nothing_was_changed(fresnes):
    browser = Client(enforce_csrf_checks=True, headers={"host": fresnes.host})

    response = browser.post("/connexion/", {"identifier": "maurice", "password": "secret"})

    assert read(response)[:2] == (403, "Cette page est restée ouverte trop longtemps")
    assert "rien n’a été modifié" in response.content.decode()


def test_a_request_that_makes_no_sense_is_refused(fresnes, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1

    response = Client(headers={"host": fresnes.host}).post("/connexion/", {"identifier": "maurice", "password": "x"})

    assert read(response)[:2] == (400, "Nous n’avons pas compris cette demande")


def test_the_platform_has_its_own_dress(db):
    response = Client(headers={"host": "localhost"}).get("/nulle-part/")

    assert read(response) == (404, "Cette page n’existe pas", "Cette page n’existe pas – Parvis")
