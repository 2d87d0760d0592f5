"""The log: filtered from the address, in sentences."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import apps
from apps.audit.operations import record
from apps.backoffice.queries.journal import ACTIONS
from tests.apps.accounts.people import agent, citizen
from tests.apps.backoffice.desk import filed, texts

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def actions(page: object) -> list[str]:
    return texts(page, "tbody th")


@pytest.mark.usefixtures("in_fresnes")
class TestPage:
    @pytest.fixture(autouse=True)
    def _log(self, in_fresnes: object) -> None:
        self.maurice = citizen()
        self.claire = agent("claire", first_names="Claire", usual_name="Lemoine")
        record(action="accounts.signed_up", actor=self.maurice, subject=self.maurice, at=MONDAY)
        record(action="accounts.approved", actor=self.claire, subject=self.maurice, at=TUESDAY, reason="Pièce vue")
        record(action="message.resent", actor=None, subject=None, at=TUESDAY)

    def test_the_newest_comes_first_in_words(self, sit: Callable) -> None:
        page = sit().get("journal", du="2026-03-16")
        assert actions(page) == ["Message renvoyé", "Compte validé", "Création du compte par la personne"]
        assert texts(page, "tbody td[data-label=Qui]") == ["Le service lui-même", "Claire LEMOINE", "Maurice TESTO"]
        assert texts(page, "tbody td[data-label=Motif]") == ["–", "Pièce vue", "–"]

    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ({"auteur": "lemoine"}, ["Compte validé"]),
            ({"action": "accounts.signed_up"}, ["Création du compte par la personne"]),
            ({"objet": "accounts.user"}, ["Compte validé", "Création du compte par la personne"]),
            ({"du": "2026-03-17"}, ["Message renvoyé", "Compte validé"]),
            ({"du": "2026-03-16", "au": "2026-03-16"}, ["Création du compte par la personne"]),
            ({"du": "2026-03-18"}, []),
        ],
    )
    def test_filters_are_in_the_address(self, sit: Callable, asked: dict[str, str], kept: list[str]) -> None:
        assert actions(sit().get("journal", **asked)) == kept

    def test_one_record_is_followed(self, sit: Callable) -> None:
        page = sit().get("journal", objet="accounts.user", numero=str(self.maurice.pk))
        assert actions(page) == ["Compte validé", "Création du compte par la personne"]
        assert texts(page, "tbody td[data-label=Sujet] a") == ["Compte de Maurice TESTO"] * 2

    def test_the_subject_is_one_click_away(self, sit: Callable) -> None:
        desk = sit()
        record(action="accounts.agent_reset", actor=desk.agent, subject=self.claire, at=TUESDAY)
        case = filed(citizen("famille"), at=TUESDAY)
        page = desk.get("journal", du="2026-03-16").content.decode()
        assert f'href="/agents/equipe/{self.claire.pk}/"' in page
        assert f'href="/agents/comptes/{self.maurice.pk}/"' in page
        assert f'href="/agents/demandes/{case.number}/"' in page

    def test_nothing_found_is_said(self, sit: Callable) -> None:
        assert texts(sit().get("journal", auteur="personne"), ".empty-title") == ["Aucune ligne ne correspond"]


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, constant_queries: Callable, rows: int) -> None:
    desk = sit()
    for _number in range(rows):
        record(action="accounts.approved", actor=desk.agent, subject=desk.agent, at=MONDAY)
    desk.get("journal")
    with constant_queries(7):
        desk.get("journal")


KINDS = "|".join(("accounts", "casework", "content", "document", "families", "message"))
LITERAL = re.compile(rf'"((?:{KINDS})\.[a-z_]+)"')


def recorded() -> set[str]:
    """Every action that the code writes in the log, as a literal."""
    operations = [
        path
        for path in Path(apps.__path__[0]).rglob("*.py")
        if path.stem == "operations" or path.parent.stem == "operations"
    ]
    return {action for path in operations for action in LITERAL.findall(path.read_text())}


def test_every_action_has_its_words() -> None:
    assert recorded() - set(ACTIONS) == set()
    assert len(recorded()) > 40
