"""The settings in sentences, commune by commune."""

from collections.abc import Callable

import pytest

from tests.apps.backoffice.desk import texts


def rows(page: object) -> dict[str, str]:
    return dict(zip(texts(page, ".summary dt"), texts(page, ".summary dd"), strict=True))


@pytest.mark.usefixtures("in_fresnes")
def test_fresnes_reads_that_its_passwords_are_short(sit: Callable) -> None:
    said = rows(sit().get("settings"))
    assert said["Règle"] == "Au moins 8 caractères, dont 1 minuscule et 1 chiffre."
    assert said["Solidité du plus simple"] == "41,4 bits"
    assert said["Lecture de la CNIL"].startswith("Sous le seuil recommandé par la CNIL")
    assert said["Mode"].startswith("Lien reçu par courriel")


@pytest.mark.usefixtures("in_villefranque")
def test_villefranque_reads_that_its_passwords_will_do(sit: Callable) -> None:
    said = rows(sit().get("settings"))
    assert said["Solidité du plus simple"] == "53,0 bits"
    assert said["Lecture de la CNIL"].startswith("Conforme : au moins 50 bits")


@pytest.mark.usefixtures("in_villennes")
def test_villennes_reads_its_promise(sit: Callable) -> None:
    said = rows(sit().get("settings"))
    assert said["Promesse faite aux usagers"] == "48 heures ouvrées"
    assert "Télécopie" not in said
    assert "télécopie" in said["Coordonnées"]
    assert said["Acceptées"] == "À la première connexion"


@pytest.mark.usefixtures("in_carbon_blanc")
def test_carbon_blanc_reads_that_it_offers_franceconnect(sit: Callable) -> None:
    said = rows(sit().get("settings"))
    assert said["FranceConnect"] == "Proposé"
    assert said["À la création du compte"] == "Facultative"
