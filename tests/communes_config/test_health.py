"""What a commune may neither ask nor offer: no religion, no origin, no nature of a handicap (CNIL, NS-058)."""

from pathlib import Path

import pytest

from communes_config import ConfigurationError, load_commune
from core.diets import HANDICAP, ORIGIN, RELIGION

from .folders import ACTIVITY, edit, write_files

QUESTION = """\
title = "Fiche"
summary = "Une fiche."
icon = "file-text"
theme = "childcare"
handler = "record"

[[steps]]
slug = "fiche"
title = "La fiche"

[[steps.questions]]
slug = "question"
label = "{label}"
kind = "choice"
options = [{{ value = "a", label = "{option}" }}, {{ value = "b", label = "Autre" }}]
"""
KEY = "procedures[fiche].steps[fiche].questions[question]"


def refusals(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    return [(problem.key, problem.expected) for problem in refusal.value.problems]


def expected(found: str, reason: str) -> str:
    return f"un libellé sans « {found} » ; {reason} (CNIL, NS-058)"


def offering(folder: Path, diet: str) -> Path:
    return write_files(folder, {"health.toml": f'[health]\ndiets = [{{ slug = "regime", label = "{diet}" }}]\n'})


def asking(folder: Path, label: str, option: str = "Oui") -> Path:
    return write_files(folder, {"procedures/fiche.toml": QUESTION.format(label=label, option=option)})


class TestDiets:
    @pytest.mark.parametrize("label", ["Sans porc", "Sans viande", "Végétarien", "Sans gluten"])
    def test_what_is_eaten_is_offered(self, folder: Path, label: str) -> None:
        assert [diet.label for diet in load_commune(offering(folder, label)).health.diets] == [label]

    @pytest.mark.parametrize("label", ["Halal", "Casher"])
    def test_a_religion_is_refused(self, folder: Path, label: str) -> None:
        assert refusals(offering(folder, label)) == [("health.diets[regime].label", expected(label, RELIGION))]

    def test_a_religion_does_not_hide_in_the_identifier(self, folder: Path) -> None:
        write_files(folder, {"health.toml": '[health]\ndiets = [{ slug = "menu-halal", label = "Menu 2" }]\n'})
        assert refusals(folder) == [("health.diets[menu-halal].slug", expected("halal", RELIGION))]

    def test_nor_in_a_menu_of_the_canteen(self, folder: Path) -> None:
        edit(folder, "catalogue.toml", ACTIVITY, f'{ACTIVITY}units = [{{ slug = "deux", title = "Menu halal" }}]\n')
        assert refusals(folder) == [("activities[cantine].units[deux].title", expected("halal", RELIGION))]

    def test_a_menu_says_what_it_is_made_of(self, folder: Path) -> None:
        edit(folder, "catalogue.toml", ACTIVITY, f'{ACTIVITY}units = [{{ slug = "deux", title = "Végétarien" }}]\n')
        assert load_commune(folder).activities[0].units[0].title == "Végétarien"


class TestQuestions:
    @pytest.mark.parametrize(
        ("label", "found", "reason"),
        [
            ("Nature du handicap", "Nature du handicap", HANDICAP),
            ("Nationalité de l’enfant", "Nationalité", ORIGIN),
            ("Votre religion", "religion", RELIGION),
        ],
    )
    def test_a_field_that_must_not_be_is_refused(self, folder: Path, label: str, found: str, reason: str) -> None:
        assert refusals(asking(folder, label)) == [(f"{KEY}.label", expected(found, reason))]

    def test_an_answer_that_must_not_be_either(self, folder: Path) -> None:
        wanted = [(f"{KEY}.options[a].label", expected("Halal", RELIGION))]
        assert refusals(asking(folder, "Quel repas ?", "Halal")) == wanted

    @pytest.mark.parametrize("label", ["De quoi a-t-il besoin ?", "Pays de naissance", "Quel menu ?"])
    def test_the_needs_may_be_asked(self, folder: Path, label: str) -> None:
        assert len(load_commune(asking(folder, label)).procedures) == 1


class TestCatalogue:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ('[health.plan]\nblocked_activities = ["cantin"]\n', "health.plan.blocked_activities"),
            ('[health.vaccination]\naccommodation = ["sejour"]\n', "health.vaccination.accommodation"),
            ('[health.plan]\npacked_lunch_tariff = "panier"\n', "health.plan.packed_lunch_tariff"),
        ],
    )
    def test_what_it_names_exists(self, folder: Path, text: str, key: str) -> None:
        write_files(folder, {"health.toml": text})
        assert [found for found, _expected in refusals(folder)] == [key]

    def test_a_doctor_is_listed_once(self, folder: Path) -> None:
        doctor = '[[health.doctors]]\nslug = "garat"\nname = "Dr Garat"\nphone = "05 59 00 00 00"\n'
        write_files(folder, {"health.toml": doctor * 2})
        assert len(refusals(folder)) == 1
