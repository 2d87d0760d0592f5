"""What changes in a family: asked field by field, compared by an agent, seen by the family."""

from tests.journeys.browser import Walker
from tests.journeys.mail import MailPeer

from . import agents as town_hall
from .people import Parent


def correct_a_telephone(person: Walker, agent: Walker, mail: MailPeer, parent: Parent, *, new: str) -> None:
    """The family asks; the agent reads old beside new, and decides; « Ma famille » shows it."""
    person.go("/ma-famille/")
    person.follow(f"Modifier la fiche de {parent.full_name}")
    old = person.value("Téléphone portable")
    person.fill("Téléphone portable", new)
    person.picture("family-change")
    person.press("Envoyer à la mairie")
    person.sees("la mairie met la fiche à jour")
    number = person.page.url.rstrip("/").rsplit("/", 1)[-1]
    town_hall.open_case(agent, number)
    agent.sees(new, "Téléphone portable")
    agent.picture("agents-family-change")
    town_hall.take(agent)
    town_hall.accept(agent, "C’est corrigé.")
    mail.wait_for(parent.email, f"Demande n° {number} : acceptée")
    person.go("/ma-famille/")
    person.sees(new)
    if old:
        person.does_not_see(old)
