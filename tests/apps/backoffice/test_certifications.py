"""The families by what they confirmed, as agents call those that are late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.families.models import Household
from communes_config.schema import Certification as Rules
from tenants.models import Commune
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import declaration, household, texts
from tests.configurations import adjust
from tests.factories import CertificationFactory


@pytest.fixture(autouse=True)
def asked(in_fresnes: Commune) -> Commune:
    adjust(in_fresnes, certification=Rules(every_months=12))
    return in_fresnes


def known_for(days: int, name: str = "Martin", **more: object) -> Household:
    holder = replace(declaration().holder, usual_name=name, birth_date=date(1970, 1, 1) + timedelta(days=days))
    home = household(replace(declaration(), holder=holder, children=()), **more)
    Household.objects.filter(pk=home.pk).update(created_at=timezone.now() - timedelta(days=days))
    return home


def listed(page: object) -> list[str]:
    return texts(page, "tbody th a")


def test_those_late_come_first_the_oldest_on_top(sit: Callable) -> None:
    known_for(500, "Durand")
    known_for(800, "Petit")
    known_for(350, "Bientot")
    known_for(3, "Ajour")
    page = sit("reader").get("certifications")
    assert listed(page) == ["Famille PETIT", "Famille DURAND"]
    assert texts(page, ".tabs a") == ["En retard 2", "À confirmer bientôt 1", "À jour 1", "Toutes 4"]
    assert texts(page, "td[data-label='Dernière confirmation']") == ["Jamais", "Jamais"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"etat": "asked"}, ["Famille BIENTOT"]),
        ({"etat": "up_to_date"}, ["Famille AJOUR"]),
        ({"etat": "toutes", "q": "ajour"}, ["Famille AJOUR"]),
        ({"compte": "avec"}, ["Famille PETIT"]),
        ({"compte": "sans"}, ["Famille DURAND"]),
        ({"etat": "inconnu"}, ["Famille PETIT", "Famille DURAND"]),
    ],
)
def test_filters_are_in_the_address(sit: Callable, filters: dict[str, str], found: list[str]) -> None:
    known_for(500, "Durand")
    known_for(800, "Petit", account=citizen())
    known_for(350, "Bientot")
    known_for(3, "Ajour")
    assert listed(sit("reader").get("certifications", **filters)) == found


def test_the_page_of_the_family_says_when_it_confirmed(sit: Callable) -> None:
    home = known_for(500)
    desk = sit("reader")
    assert "La famille n’a encore rien confirmé." in desk.get("family", home.pk).content.decode()
    CertificationFactory(household=home, certified_at=timezone.now(), certified_by=citizen())
    assert "Maurice" in texts(desk.get("family", home.pk), "aside .card")[0]
    assert listed(desk.get("certifications")) == []


def test_where_nothing_is_asked_there_is_no_list(sit: Callable, asked: Commune) -> None:
    desk = sit("reader")
    assert "/agents/familles/a-confirmer/" in desk.get("families").content.decode()
    adjust(asked, certification=Rules())
    assert desk.get("certifications").status_code == 404
    assert "/agents/familles/a-confirmer/" not in desk.get("families").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, constant_queries: Callable, rows: int) -> None:
    desk = sit("reader")
    for rank in range(rows):
        known_for(500 + rank)
    desk.get("certifications")
    with constant_queries(8):
        desk.get("certifications", q="martin")
