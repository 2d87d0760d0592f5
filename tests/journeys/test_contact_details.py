"""Contact details: the address once the service has read the proof, the telephone at once, the e-mail once proven."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from .browser import Walker
from .mail import MailPeer, link_in, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import asking, declaring, papers, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent
from .steps.registry import known_family
from .steps.towns import TOWNS, Town, parent_of

MOVED_ON = declaring.TODAY - timedelta(days=20)


@pytest.fixture
def louise(town: Town, platform: RunningPlatform) -> Parent:
    """A mother whom the town hall has known for long, with one child."""
    parent = parent_of(town, first_names="Louise", usual_name="Ferrand", username="louise.ferrand")
    child = Child(usual_name="Ferrand", first_names="Noé", sex="Masculin", birth_date=date(2018, 2, 9))
    known_family(platform, town.slug, parent, [child])
    return parent


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.slug)
def test_an_address_a_telephone_and_an_email_change(
    town: Town, louise: Parent, walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    person = walker(town.slug, width=390, pictures=(390,))
    sessions.sign_in_as(person, louise)
    number = ask_for_another_address(person, town)
    agent = walker(town.slug, pictures=(390, 1280))
    agents.sign_in(agent)
    the_service_compares_and_accepts(agent, number, town)
    told = text_of(mail.wait_for(louise.email, f"Demande n° {number} : acceptée"))
    assert "Votre nouvelle adresse est enregistrée." in told
    person.go("/ma-famille/")
    person.sees("7 rue du Lavoir")
    person.does_not_see("12 rue des Lilas")

    the_telephone_changes_at_once(person, louise)
    the_email_changes_once_proven(person, louise, mail)


def ask_for_another_address(person: Walker, town: Town) -> str:
    asking.begin(person, "changement-d-adresse", title="Changer d’adresse", minutes=4)
    person.sees(f"Aujourd’hui : 12 rue des Lilas, {town.postal_code} {town.city}.")
    asking.go_on(person)
    person.is_told("Remplissez « Nom de la voie ».", beside="Nom de la voie")
    for label, value in (("Numéro", "7"), ("Nom de la voie", "rue du Lavoir")):
        person.fill(label, value)
    person.fill("Code postal", town.postal_code)
    person.fill("Ville", town.city)
    asking.go_on(person)
    person.date("Depuis quand y habitez-vous ?", MOVED_ON)
    asking.go_on(person)
    assert asking.pieces_asked(person) == ["Justificatif de domicile"]
    declaring.join(person, "Justificatif de domicile", papers.pdf("bail.pdf"), issued_on=declaring.LAST_WEEK)
    person.follow("Continuer vers le récapitulatif")
    read = asking.read_back(person)
    assert read["Adresse enregistrée"] == f"12 rue des Lilas, {town.postal_code} {town.city}"
    assert (read["Numéro"], read["Nom de la voie"]) == ("7", "rue du Lavoir")
    person.picture("address-recap")
    return asking.submit(person)


def the_service_compares_and_accepts(agent: Walker, number: str, town: Town) -> None:
    town_hall.open_case(agent, number)
    known = agent.page.locator("table", has_text="Adresse").first.locator("tbody tr")
    assert " ".join(known.inner_text().split()).startswith(
        f"Adresse 12 rue des Lilas, {town.postal_code} {town.city} 7 rue du Lavoir, {town.postal_code} {town.city}"
    )
    assert town_hall.received(agent, "Justificatif de domicile") == 1
    town_hall.take(agent)
    agent.picture("agents-address")
    town_hall.accept(agent, "Bonne installation.")


def the_telephone_changes_at_once(person: Walker, louise: Parent) -> None:
    asking.begin(person, "changement-de-telephone", title="Changer de téléphone", minutes=1)
    person.sees(f"Aujourd’hui : {louise.mobile}.")
    asking.go_on(person)
    person.is_told("Écrivez ce qui change.", beside="Téléphone portable")
    person.fill("Téléphone portable", "07 55 44 33 22")
    asking.go_on(person)
    assert asking.read_back(person) == {
        "Téléphone portable, avant": louise.mobile,
        "Téléphone portable": "07 55 44 33 22",
    }
    asking.submit(person, at_once=True)
    person.sees("Vos numéros sont à jour.")
    person.go("/mon-espace/profil/")
    person.sees("07 55 44 33 22")


def the_email_changes_once_proven(person: Walker, louise: Parent, mail: MailPeer) -> None:
    """The new address proves itself by a link; the old one is told that it was asked."""
    proven = replace(louise, username=f"{louise.username}.nouvelle")
    asking.begin(person, "changement-de-courriel", title="Changer d’adresse électronique", minutes=1)
    person.sees(f"Aujourd’hui : {louise.email}.")
    person.fill("Nouvelle adresse électronique", proven.email)
    asking.go_on(person)
    number = asking.submit(person, at_once=True)
    person.sees("Un lien vient de partir à la nouvelle adresse")
    told = text_of(mail.wait_for(louise.email, f"Demande n° {number} : acceptée"))
    assert f"Ouvrez le lien envoyé à {proven.email}" in told
    mail.wait_for(louise.email, "Un changement d’adresse est demandé")
    person.go("/mon-espace/profil/")
    person.sees(louise.email)
    person.does_not_see(proven.email)

    message = mail.wait_for(proven.email, "Confirmez votre nouvelle adresse")
    person.go(link_in(message, "/nouvelle-adresse/"))
    person.press("Confirmer cette adresse")
    person.go("/mon-espace/profil/")
    person.sees(proven.email)
    person.does_not_see(louise.email)
