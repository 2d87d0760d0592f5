"""The library of standard procedures: every file is offered somewhere, whole, in French that people read."""

import re

import pytest

from apps.casework import handlers
from communes_config import available, library, load_commune
from communes_config.schema import Silence
from tests.database import communes_folder

EVERYWHERE = {
    "changement-d-adresse",
    "changement-de-telephone",
    "changement-de-courriel",
    "contact",
    "donnees-personnelles",
    "avis",
}


def offered(slug: str) -> dict[str, object]:
    return {procedure.slug: procedure for procedure in load_commune(communes_folder() / slug).procedures}


def test_every_file_of_the_library_is_offered_by_a_commune() -> None:
    assert set().union(*(offered(slug) for slug in available())) >= set(library.trees())


@pytest.mark.parametrize("slug", available())
def test_every_commune_offers_what_the_law_and_the_account_need(slug: str) -> None:
    assert set(offered(slug)) >= EVERYWHERE


@pytest.mark.parametrize(
    ("procedure", "communes"),
    [
        ("pre-demande-creche", {"fresnes"}),
        ("transport-scolaire", {"villefranque"}),
        ("inscription-scolaire", {"fresnes", "carbon-blanc"}),
    ],
)
def test_the_others_are_switched_on_where_the_commune_wants_them(procedure: str, communes: set[str]) -> None:
    assert {slug for slug in available() if procedure in offered(slug)} == communes


def test_a_commune_completes_a_procedure_of_the_library() -> None:
    told = offered("villefranque")["transport-scolaire"]
    assert "Txik Txak" in told.intro
    assert told.title == library.get("transport-scolaire").title


@pytest.mark.parametrize("slug", sorted(library.trees()))
def test_a_procedure_speaks_and_its_handler_exists(slug: str) -> None:
    procedure = library.get(slug)
    assert handlers.is_known(procedure.handler)
    words = [procedure.title, procedure.summary, procedure.intro]
    words += [text for question in procedure.questions() for text in (question.label, question.help)]
    assert [text for text in words if re.search(r"\w'\w", text)] == []


def test_rights_on_personal_data_are_answered_within_a_month() -> None:
    rights = library.get("donnees-personnelles")
    assert (rights.silence, rights.silence_months) == (Silence.REFUSE, 1)
    question = next(question for question in rights.questions() if question.slug == "right")
    assert [option.value for option in question.options] == [
        "access",
        "rectification",
        "erasure",
        "restriction",
        "portability",
        "objection",
    ]
