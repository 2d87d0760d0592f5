"""A family kept up to date at the desk: typed, read again beside what was known, kept."""

from datetime import date

from tests.journeys.browser import Walker

from .people import Child, Parent


def add_a_contact(agent: Walker, parent: Parent, *, first_names: str) -> None:
    """From a child's page to its family, and back with somebody it trusts."""
    agent.follow(f"Famille de {parent.full_name}", inside="main")
    agent.follow("Ajouter un contact", inside="main")
    agent.choose("Civilité", "Madame")
    agent.fill("Nom d’usage", parent.usual_name)
    agent.fill("Prénom(s)", first_names)
    agent.choose("Lien avec la famille", "Grand-mère")
    agent.fill("Téléphone", "06 39 98 45 45")
    agent.tick("À prévenir en cas d’urgence")
    agent.tick("Habite à l’adresse du titulaire")
    _keep(agent, "Grand-mère", "À prévenir en cas d’urgence")
    agent.sees("Le contact est ajouté.", f"{first_names} {parent.usual_name}")
    agent.picture("agents-family-desk")


def correct_a_tie(agent: Walker, child: Child, adult: Parent, *, quality: str, since: date) -> None:
    agent.follow(f"Corriger le lien de {adult.full_name}", inside="main")
    agent.choose("Qualité", quality)
    agent.pick("Autorité parentale", "Oui")
    agent.date("À partir du", since)
    agent.fill("Pourquoi", "Jugement de tutelle vu au guichet")
    _keep(agent, quality)
    agent.sees(f"Le lien entre {adult.full_name} et {child.full_name} est corrigé.", f"{quality}, avec autorité")


def _keep(agent: Walker, *changes: str) -> None:
    """Read again what will change, then keep it."""
    agent.press("Relire ce qui va changer", inside="main")
    agent.sees("Rien n’est encore enregistré.", *changes)
    agent.picture("agents-desk-confirm")
    agent.press("Enregistrer", inside="main")
