"""Telephones that people lost: who takes them away, and what is written of it."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.accounts.queries import second_factor_of
from apps.audit.queries import history_of
from tests.apps.accounts.people import agent, citizen
from tests.apps.accounts.telephones import protect
from tests.apps.backoffice.desk import texts

pytestmark = pytest.mark.usefixtures("in_carbon_blanc")
CHECKED = "Carte d’agent, au bureau"


def lost(user: User) -> User:
    protect(user)
    return user


def test_an_administrator_takes_away_the_telephone_of_an_agent(sit: Callable) -> None:
    desk, nadia = sit(), lost(agent("nadia", ("reader", "")))
    assert "Téléphone perdu…" in texts(desk.get("team-member", nadia.pk), "aside a")
    assert desk.get("team-telephone", nadia.pk).status_code == 200
    said = desk.say("team-telephone", nadia.pk, checked=CHECKED)
    assert said == [f"Le téléphone de {nadia.display_name} est retiré ; la personne en est prévenue."]
    event = history_of(nadia)[0]
    assert (event.action, event.actor_label, event.reason) == (
        "accounts.second_factor_reset",
        str(desk.agent),
        CHECKED,
    )
    assert second_factor_of(nadia) is None
    assert "Aucun téléphone ajouté : il le sera à la prochaine connexion." in texts(
        desk.get("team-member", nadia.pk), "aside p"
    )


def test_the_identity_is_checked_first(sit: Callable) -> None:
    desk, nadia = sit(), lost(agent("nadia"))
    page = desk.post("team-telephone", nadia.pk, checked="")
    assert "Dites comment vous avez vérifié son identité." in texts(page, ".error-summary")[0]
    assert second_factor_of(nadia) is not None


def test_nobody_takes_away_their_own(sit: Callable) -> None:
    desk = sit()
    lost(desk.agent)
    assert "Téléphone perdu…" not in texts(desk.get("team-member", desk.agent.pk), "aside a")
    page = desk.post("team-telephone", desk.agent.pk, checked=CHECKED)
    assert "demandez à un autre administrateur" in texts(page, ".error-summary")[0]
    assert second_factor_of(desk.agent) is not None


def test_one_taken_away_by_somebody_else_meanwhile_is_said(sit: Callable) -> None:
    page = sit().post("team-telephone", agent("nadia").pk, checked=CHECKED)
    assert "Ce compte n’a pas de second facteur." in texts(page, ".error-summary")[0]


def test_a_family_agent_does_it_for_a_citizen_at_the_counter(sit: Callable) -> None:
    desk, maurice = sit("family_agent"), lost(citizen())
    assert "Téléphone des codes perdu…" in texts(desk.get("account", maurice.pk), "aside a")
    desk.post("account-telephone", maurice.pk, checked="Carte d’identité, au guichet")
    assert second_factor_of(maurice) is None


def test_neither_page_serves_for_the_other_kind_of_account(sit: Callable) -> None:
    desk = sit()
    assert desk.get("team-telephone", citizen().pk).status_code == 404
    assert desk.get("account-telephone", desk.agent.pk).status_code == 404
