"""What keeps a family's file true, on its side and on the town hall's."""

import re

from playwright.sync_api import FilePayload, expect

from tests.journeys.browser import Walker

from .declaring import TODAY
from .people import Child

AGREES = "pour que la mairie garde cette photo et que ses agents la voient."


def add_a_photo(person: Walker, child: Child, photo: FilePayload) -> None:
    """Without the consent it is not kept; with it, the family sees it."""
    person.go("/ma-famille/")
    person.follow(f"Ajouter une photo de {child.full_name}")
    person.field("Choisir une photo").set_input_files(photo)
    person.picture("photo")
    person.press("Enregistrer la photo")
    person.is_told("Sans cet accord, la photo n’est pas gardée.", beside=AGREES)
    person.field("Choisir une photo").set_input_files(photo)
    person.tick(f"Je suis d’accord {AGREES}")
    person.press("Enregistrer la photo")
    person.sees(f"La photo de {child.full_name} est enregistrée.")
    expect(person.page.get_by_role("img", name=f"Photo de {child.full_name}")).to_be_visible()
    person.picture("family-photos")


def take_the_photo_back(person: Walker, child: Child) -> None:
    person.go("/ma-famille/")
    person.follow(f"Changer la photo de {child.full_name}")
    person.press("Retirer cette photo")
    person.sees(f"La photo de {child.full_name} est retirée.")


def photos_of(agent: Walker, child: Child) -> int:
    """Return how many photos of the child are on the page, once they are drawn."""
    return agent.page.get_by_role("img", name=re.compile(f"Photo de .*{child.first_names}")).count()


def open_family(agent: Walker, name: str) -> None:
    agent.page.get_by_role("searchbox", name="Chercher une famille").first.fill(name)
    agent.press("Chercher", inside="header")
    agent.follow(name, inside="main table")


def confirm_everything(person: Walker) -> None:
    """Read all that the town hall knows, press once; the page then says until when."""
    person.go("/ma-famille/")
    person.follow("Relire et confirmer")
    assert person.heading() == "Tout est-il encore exact ?"
    person.picture("certification")
    person.press("Tout est exact")
    person.sees("Merci : les informations de votre famille sont confirmées.", f"confirmées le {TODAY.day}")


def ask_for_the_quotient(person: Walker) -> None:
    """Agreed to, asked of the State, read whole, then kept."""
    person.go("/ma-famille/quotient-familial/")
    person.sees("Aucun quotient familial n’est enregistré pour votre famille.")
    person.picture("quotient")
    _complete_the_civil_status(person)
    person.press("Demander mon quotient familial")
    person.sees("Rien n’est encore gardé.", "612")
    person.picture("quotient-check")
    person.press("C’est exact, l’enregistrer")
    person.sees("Votre quotient familial est enregistré.", "612")


def _complete_the_civil_status(person: Walker) -> None:
    """The account says the rest."""
    person.fill("Nom de naissance", "Duprat")
    person.choose("Pays de naissance", "France")
    person.fill("Code de votre commune de naissance", "33063")
    person.page.locator("main form input[name=consent]").check()


def add_a_payer(agent: Walker, name: str, *, part: int) -> None:
    agent.follow("Ajouter un payeur")
    agent.choose("Qui paie", "CCAS")
    agent.fill("Nom de l’organisme ou de la personne", name)
    agent.fill("Part, en pourcentage", str(part + 100))
    agent.date("À partir du", TODAY)
    agent.picture("agents-payer")
    agent.press("Relire ce qui va changer")
    agent.is_told("Assurez-vous que cette valeur est inférieure ou égale à 100.", beside="Part, en pourcentage")
    agent.fill("Part, en pourcentage", str(part))
    agent.press("Relire ce qui va changer")
    agent.sees(name, f"{part}")
    agent.press("Enregistrer")
    agent.sees("Le payeur est ajouté à la famille.", name, f"{part} %")
    agent.picture("agents-payers")


def write_to_the_families(agent: Walker, audience: str, subject: str, body: str) -> None:
    """See who will receive it, by which way, before it leaves."""
    agent.go("/agents/")
    agent.follow("Messages aux familles", inside="nav")
    agent.follow("Écrire à des familles")
    agent.choose("À qui ?", audience)
    agent.fill("Objet", subject)
    agent.fill("Message", body)
    agent.press("Voir qui le recevra")
    agent.sees("Qui le recevra")
    agent.picture("agents-group-message")
    agent.press("Envoyer")
    agent.sees(f"« {subject} » part aux familles : {audience}.")
    agent.picture("agents-group-message-sent")


def bar_somebody(agent: Walker, child: Child, name: str, *, why: str) -> None:
    """From the family to the child, which then says it on top of its page."""
    agent.follow(child.full_name, inside="main")
    agent.follow("Ajouter une personne", inside="main")
    agent.fill("Prénom et nom", name)
    agent.fill("Pourquoi", why)
    agent.date("À partir du", TODAY)
    agent.picture("agents-barred")
    agent.press("Enregistrer cette personne")
    agent.sees(f"{name} est sur la liste de qui ne doit pas venir chercher l’enfant.", "Consigne de la mairie")
    agent.does_not_see(why)
    agent.picture("agents-barred-child")


def is_nowhere(person: Walker, name: str) -> None:
    """No page of the family names somebody."""
    for path in ("/mon-accueil/", "/ma-famille/", "/mes-inscriptions/"):
        person.go(path)
        person.does_not_see(name)
    person.go("/ma-famille/")
    person.follow("La page de ")
    person.does_not_see(name)
