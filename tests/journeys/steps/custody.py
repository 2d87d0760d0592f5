"""A child between two homes: what the agent records, what each parent reads."""

from datetime import date, timedelta

from playwright.sync_api import FilePayload, expect

from tests.journeys.browser import Walker

from .declaring import TODAY
from .people import Child, Parent

MONDAY = TODAY - timedelta(days=TODAY.weekday())
JUDGMENT = "JAF Bayonne, 12 mai, RG 00/00123"
NOT_COLLECTED = "Ne doit pas venir chercher l’enfant"


def open_child(agent: Walker, child: Child, *, family: str) -> None:
    agent.page.get_by_role("searchbox", name="Chercher une famille").first.fill(child.full_name)
    agent.press("Chercher", inside="header")
    agent.follow(family, inside="main table")
    agent.follow(child.full_name, inside="main")
    agent.sees(f"Deux familles autour de {child.first_names}")
    agent.picture("agents-child")


def record_alternation(agent: Walker, child: Child, *, first: Parent, since: date = MONDAY) -> None:
    """One week in two from a Monday on, seen over eight weeks before it is kept."""
    agent.follow("Enregistrer la garde", inside="main")
    agent.pick("Rythme", "Une semaine sur deux, à partir d’une date")
    agent.pick("Chez qui", f"Chez {first.full_name}")
    agent.date("Premier jour de la première période", since)
    agent.date("À partir du", since)
    agent.fill("Jugement ou convention", JUDGMENT)
    agent.press("Voir huit semaines", inside="main")
    agent.sees("Ce que cela donne", f"chez {first.full_name}")
    agent.picture("agents-custody")
    agent.press("Enregistrer cette garde", inside="main")
    agent.sees(f"La garde de {child.full_name} est enregistrée.")


def propose_alternation(person: Walker, child: Child, *, judgment: FilePayload) -> str:
    """The parent's own side of it: one week in two from this Monday on, with the judgment; return the number."""
    person.go("/ma-famille/")
    person.follow(f"La page de {child.first_names}")
    person.follow("Proposer le calendrier de garde")
    person.pick("Rythme", "Une semaine sur deux, à partir d’une date")
    person.pick("Chez qui", "Chez vous")
    person.date("Premier jour de la première période", MONDAY)
    person.date("À partir du", MONDAY)
    person.press("Voir huit semaines", inside="main")
    person.sees("Ce que cela donne")
    person.picture("custody-proposed")
    person.press("Envoyer à la mairie", inside="main")
    person.is_told("Joignez le jugement ou la convention.", beside="Jugement ou convention")
    person.field("Jugement ou convention").set_input_files(judgment)
    person.press("Envoyer à la mairie", inside="main")
    person.sees("est partie avec sa pièce.")
    return person.page.url.rstrip("/").rsplit("/", 1)[-1]


def forbid(agent: Walker, adult: Parent, kind: str) -> None:
    """What a judge decided; from then on nobody who opens the child can miss it."""
    agent.follow("Enregistrer une restriction", inside="main")
    agent.pick("Adulte concerné", adult.full_name)
    agent.pick("Ce que le juge a décidé", kind)
    agent.date("À partir du", MONDAY)
    agent.fill("Référence du jugement", JUDGMENT)
    agent.press("Enregistrer la restriction", inside="main")
    agent.sees(f"La restriction est enregistrée pour {adult.full_name}.")
    notes = agent.page.get_by_role("note", name="Restriction décidée par un juge")
    expect(notes.filter(has_text=kind)).to_contain_text(adult.full_name)
    agent.picture("agents-child-restricted")


def read_the_judgment(agent: Walker, adult: Parent, kind: str) -> None:
    agent.does_not_see(JUDGMENT)
    agent.fill("Pourquoi", "Appel du directeur de l’école")
    agent.press(f"{adult.full_name} : {kind.lower()}", inside="aside")
    agent.sees(JUDGMENT, "Cette lecture est au journal, avec sa raison : Appel du directeur de l’école.")


def reads_whose_day_it_is(person: Walker, child: Child, *, at_home: bool) -> None:
    person.go("/ma-famille/")
    person.follow(f"La page de {child.first_names}")
    assert person.heading() == child.full_name
    person.sees("Calendrier de garde")
    today = person.page.locator("#calendrier p", has_text="Aujourd’hui")
    expect(today).to_contain_text("chez vous" if at_home else "chez l’autre parent")
    person.picture("child")


def everywhere(person: Walker, child: Child) -> list[str]:
    """Return the addresses where one's own space says something."""
    person.go("/ma-famille/")
    page = person.page.get_by_role("link", name=f"La page de {child.first_names}").get_attribute("href") or ""
    fixed = ("mon-accueil", "ma-famille", "mes-demandes", "mes-documents", "mes-inscriptions", "mon-espace/profil")
    return [page, *(f"/{name}/" for name in fixed)]
