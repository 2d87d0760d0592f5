"""The kinds of documents: the platform's, and what a commune makes of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from communes_config import COMMUNES, CommuneConfig, ConfigurationError, load_commune
from core.validity import ValidityRule

from .folders import edit, write_files

OWN = '[permis-de-piscine]\ntitle = "Permis de piscine"\nvalidity = "printed"\n'


def refused(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ConfigurationError) as error:
        load_commune(folder)
    return [(problem.file, problem.key, problem.found) for problem in error.value.problems]


def test_a_commune_that_says_nothing_has_the_kinds_of_the_platform(folder: Path) -> None:
    proof = load_commune(folder).document_kind("justificatif-de-domicile")

    assert (proof.slug, proof.validity, proof.validity_months) == (
        "justificatif-de-domicile",
        ValidityRule.MONTHS,
        3,
    )


def test_identity_papers_and_bank_details_are_marked(folder: Path) -> None:
    kinds = load_commune(folder).documents.values()

    assert [kind.slug for kind in kinds if kind.watermark] == ["piece-identite", "rib"]


def test_a_commune_adds_a_kind_and_changes_one_key_of_another(folder: Path) -> None:
    write_files(folder, {"documents.toml": f"{OWN}\n[rib]\nservice_days = 10\n"})

    config = load_commune(folder)

    own, bank = config.document_kind("permis-de-piscine"), config.document_kind("rib")
    assert (own.slug, own.title, own.asks_last_day, own.asks_issue_date) == (
        "permis-de-piscine",
        "Permis de piscine",
        True,
        False,
    )
    assert (bank.service_days, bank.watermark) == (10, True)
    assert config.to_files()["documents.toml"] == (
        '[rib]\nservice_days = 10\n\n[permis-de-piscine]\ntitle = "Permis de piscine"\nvalidity = "printed"\n'
    )


def test_its_files_and_the_database_give_the_same_kinds_back(folder: Path, tmp_path: Path) -> None:
    write_files(folder, {"documents.toml": OWN})
    config = load_commune(folder)

    assert load_commune(write_files(tmp_path / "copy" / config.slug, config.to_files())) == config
    assert CommuneConfig.from_json(config.to_json()) == config


def test_a_configuration_stored_before_the_kinds_existed_gets_those_of_the_platform() -> None:
    config = load_commune(COMMUNES / "fresnes")
    stored = config.to_json()
    del stored["documents"]

    assert CommuneConfig.from_json(stored) == config


def test_a_document_whose_kind_left_the_files_is_a_document_like_any_other(folder: Path) -> None:
    config = load_commune(folder)

    assert config.document_kind("ancien") == replace(config.documents["autre"], slug="ancien")


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ('[rib]\nslug = "iban"\n', "rib.slug", "une clé qui n'a pas sa place ici"),
        ('[Rib]\ntitle = "RIB"\n', "documents.Rib.slug", "« Rib »"),
        ('[rib]\nvalidity = "week"\n', "documents.rib.validity", "« week »"),
        ('[rib]\nvalidity = "months"\n', "documents.rib.validity_months", "rien"),
        ("[rib]\nvalidity_months = 3\n", "documents.rib.validity_months", "« 3 »"),
        ('rib = "non"\n', "documents.rib", "« non »"),
        ("[iban]\n", "documents.iban.title", "rien"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, text: str, key: str, found: str) -> None:
    write_files(folder, {"documents.toml": text})

    assert refused(folder) == [("documents.toml", key, found)]


def test_a_piece_of_the_declaration_names_a_kind_that_exists(folder: Path) -> None:
    piece = '\nattachments = [{ slug = "domicile", title = "Domicile", document = "DOCUMENT" }]\n'
    edit(folder, "commune.toml", '[family]\nservice = "mairie"\n', f'[family]\nservice = "mairie"{piece}')
    edit(folder, "commune.toml", "DOCUMENT", "justificatif-de-domicile")
    assert load_commune(folder).family.attachments[0].document_kind == "justificatif-de-domicile"

    edit(folder, "commune.toml", "justificatif-de-domicile", "justificatif")
    assert refused(folder) == [("commune.toml", "family.attachments[domicile].document", "« justificatif »")]


def test_the_piece_of_a_change_is_a_known_document(folder: Path) -> None:
    piece = '\nchange_pieces = [{ change = "name", slug = "acte", title = "Acte", document = "acte-du-nom" }]\n'
    edit(folder, "commune.toml", '[family]\nservice = "mairie"\n', f'[family]\nservice = "mairie"{piece}')
    assert refused(folder) == [("commune.toml", "family.change_pieces[acte].document", "« acte-du-nom »")]
