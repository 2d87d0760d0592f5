"""A child will not come: told with a proof that the service reads, or without one and found unjustified."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import asking, declaring, papers, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent
from .steps.places import given_place
from .steps.registry import known_family
from .steps.towns import TOWNS, Town, parent_of

TOMORROW = declaring.TODAY + timedelta(days=1)
NEXT_WEEK = declaring.TODAY + timedelta(days=7)
NOE = Child(usual_name="Besson", first_names="Noé", sex="Masculin", birth_date=date(2018, 2, 9))
ELSA = Child(usual_name="Besson", first_names="Elsa", sex="Féminin", birth_date=date(2020, 6, 1))


# One activity of each commune, by its slug and its title.
ACTIVITIES = {
    "fresnes": ("restauration", "Restauration scolaire"),
    "villefranque": ("garderie-ecole-publique", "Garderie (école publique)"),
    "villennes-sur-seine": ("etude", "Étude"),
    "carbon-blanc": ("accueil-periscolaire", "Accueil périscolaire"),
}


@pytest.fixture
def hugo(town: Town, platform: RunningPlatform) -> Parent:
    """A father of two; Noé has a place in one activity, his sister in none."""
    parent = parent_of(town, civility="Monsieur", first_names="Hugo", usual_name="Besson", username="hugo.besson")
    known_family(platform, town.slug, parent, [NOE, ELSA])
    activity, _title = ACTIVITIES[town.slug]
    given_place(platform, town.slug, parent, NOE, activity=activity)
    return parent


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.slug)
def test_an_absence_is_justified_or_not(
    town: Town, hugo: Parent, walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    person = walker(town.slug, width=390, pictures=(390,))
    sessions.sign_in_as(person, hugo)
    _slug, activity = ACTIVITIES[town.slug]
    with_proof = report_with_a_certificate(person, activity)
    agent = walker(town.slug, pictures=(390, 1280))
    agents.sign_in(agent)
    the_service_reads_the_proof(agent, with_proof, activity)
    told = text_of(mail.wait_for(hugo.email, f"Demande n° {with_proof} : acceptée"))
    assert "L’absence de Noé du " in told
    assert "est justifiée." in told

    without = report_in_a_few_words(person)
    the_service_finds_it_unjustified(agent, without)
    assert "prévenir avant la veille" in text_of(mail.wait_for(hugo.email, f"Demande n° {without} : refusée"))
    person.go(f"/mes-demandes/{without}/")
    person.sees("Refusée")


def report_with_a_certificate(person: Walker, activity: str) -> str:
    asking.begin(person, "absence", title="Signaler une absence", minutes=3)
    asking.answer(person, "Pour quels enfants ?", "Noé Besson")
    asking.go_on(person)
    person.date("Premier jour d’absence", NEXT_WEEK)
    person.date("Dernier jour d’absence", TOMORROW)
    asking.answer(person, "De quelles activités sera-t-il absent ?", activity)
    asking.go_on(person)
    person.is_told("Le dernier jour d’absence vient avant le premier.", beside="Dernier jour d’absence")
    person.date("Premier jour d’absence", TOMORROW)
    person.date("Dernier jour d’absence", NEXT_WEEK)
    person.picture("absence-days")
    asking.go_on(person)
    asking.answer(person, "Pourquoi votre enfant sera-t-il absent ?", "Il est malade")
    asking.go_on(person)
    assert asking.pieces_asked(person) == ["Certificat médical"]
    declaring.join(person, "Certificat médical", papers.png("certificat.png"))
    person.follow("Continuer vers le récapitulatif")
    assert asking.read_back(person) == {
        "Pour quels enfants ?": "Noé Besson",
        "Premier jour d’absence": f"{TOMORROW:%d/%m/%Y}",
        "Dernier jour d’absence": f"{NEXT_WEEK:%d/%m/%Y}",
        "De quelles activités sera-t-il absent ?": activity,
        "Pourquoi votre enfant sera-t-il absent ?": "Il est malade",
        "Certificat médical": "certificat.png",
    }
    return asking.submit(person)


def the_service_reads_the_proof(agent: Walker, number: str, activity: str) -> None:
    town_hall.open_case(agent, number)
    agent.sees("Noé Besson", activity, "Il est malade")
    assert town_hall.received(agent, "Certificat médical") == 1
    town_hall.take(agent)
    agent.picture("agents-absence")
    town_hall.accept(agent, "Bon rétablissement à Noé.")


def report_in_a_few_words(person: Walker) -> str:
    """Elsa has no place anywhere: no activity is asked; one day, no proof."""
    asking.begin(person, "absence", title="Signaler une absence", minutes=3)
    asking.answer(person, "Pour quels enfants ?", "Elsa Besson")
    asking.go_on(person)
    person.date("Premier jour d’absence", TOMORROW)
    person.does_not_see("De quelles activités sera-t-il absent ?")
    asking.go_on(person)
    asking.answer(person, "Pourquoi votre enfant sera-t-il absent ?", "Un événement de la famille")
    person.fill("Précisez", "Le mariage de sa tante.")
    asking.go_on(person)
    assert asking.pieces_asked(person) == ["Justificatif d’absence"]
    person.follow("Continuer vers le récapitulatif")
    return asking.submit(person)


def the_service_finds_it_unjustified(agent: Walker, number: str) -> None:
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.refuse(agent, "Il fallait prévenir avant la veille à midi.")
