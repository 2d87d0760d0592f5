"""« Déclarer ma famille », person after person, then the pieces and the recap."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from playwright.sync_api import FilePayload, Locator, expect

from tests.instants import PARIS
from tests.journeys.browser import Walker

from . import papers
from .people import Child, Parent

TODAY = datetime.now(PARIS).date()  # the communes' own day
SOON = TODAY + timedelta(days=60)
LAST_WEEK = TODAY - timedelta(days=7)
LONG_AGO = TODAY - timedelta(days=200)


def begin(person: Walker, *, minutes: int) -> None:
    person.go("/demarches/famille/")
    person.sees(f"Environ {minutes} minutes", "Préparez vos pièces")
    person.press("Commencer")


def save(person: Walker) -> None:
    person.press("Enregistrer")
    person.sees("C’est enregistré.")


def complete_oneself(person: Walker, parent: Parent, answers: Mapping[str, str]) -> None:
    """The account has filled in who one is; the rest is asked, in the commune's own way."""
    assert person.heading() == "Vous"
    assert person.value("Nom d’usage") == parent.usual_name
    for label, answer in answers.items():
        person.fill(label, answer)
    person.picture("declaration")
    save(person)


def is_asked_whether_alone(person: Walker) -> None:
    """Only oneself declared: a warning, once."""
    person.go("/demarches/famille/recapitulatif/")
    assert person.heading() == "Vous n’avez déclaré que vous-même"
    person.follow("Ajouter des personnes")


def add_co_representative(
    person: Walker, other: Parent, answers: Mapping[str, str], *, born_on: date | None = None
) -> None:
    person.follow("Ajouter un co-représentant")
    person.choose("Civilité", other.civility)
    person.fill("Nom d’usage", other.usual_name)
    person.fill("Prénom(s)", other.first_names)
    person.fill("Courriel", other.email)
    for label, answer in answers.items():
        person.fill(label, answer)
    if born_on:
        person.date("Date de naissance", born_on)
    expect(person.field("Habite à l’adresse du titulaire")).to_be_checked()
    save(person)


def add_child(person: Walker, child: Child, ties: Mapping[Parent, str]) -> None:
    person.follow("Ajouter un enfant")
    person.fill("Nom d’usage", child.usual_name)
    person.fill("Prénom(s)", child.first_names)
    person.pick("Sexe", child.sex)
    person.date("Date de naissance", child.birth_date)
    _tie(person, ties)
    save(person)


def add_expected_child(person: Walker, ties: Mapping[Parent, str]) -> None:
    """A date that is past is refused, then put right."""
    person.follow("Ajouter un enfant")
    person.tick("Naissance prévue")
    person.date("Date prévue de la naissance", LAST_WEEK)
    _tie(person, ties)
    person.press("Enregistrer")
    person.is_told("La date prévue de la naissance doit être à venir.", beside="Date prévue de la naissance")
    person.date("Date prévue de la naissance", SOON)
    save(person)


def _tie(person: Walker, ties: Mapping[Parent, str]) -> None:
    for parent, quality in ties.items():
        person.choose(f"Qualité de {parent.full_name}", quality)
        person.pick(f"{parent.full_name} a l’autorité parentale", "Oui")


def add_contact(person: Walker, *, name: str, first_names: str, link: str) -> None:
    person.follow("Ajouter un contact")
    person.choose("Civilité", "Madame")
    person.fill("Nom d’usage", name)
    person.fill("Prénom(s)", first_names)
    person.choose("Lien avec la famille", link)
    person.fill("Téléphone", "05 59 00 11 22")
    person.tick("À prévenir en cas d’urgence")
    person.tick("Autorisé à venir chercher les enfants")
    save(person)


def piece(person: Walker, title: str) -> Locator:
    """Return the part of the page where this piece is joined."""
    return person.page.locator("section", has=person.page.get_by_role("heading", name=title))


def join(person: Walker, title: str, file: FilePayload, *, issued_on: date | None = None) -> None:
    _offer(person, title, file, issued_on)
    person.sees(f"« {title} » est joint à votre demande.", file["name"])


def _offer(person: Walker, title: str, file: FilePayload, issued_on: date | None) -> None:
    place = piece(person, title)
    place.get_by_label("Depuis votre appareil").set_input_files(file)
    if issued_on:
        for label, value in (("Jour", issued_on.day), ("Mois", issued_on.month), ("Année", issued_on.year)):
            place.get_by_label(label, exact=True).fill(str(value))
    with person.arriving():
        place.get_by_role("button", name="Joindre").click()


def join_the_pieces(person: Walker, *, record_book: str, proof: str) -> None:
    """The recap names what is missing; a program in disguise and an old bill are refused; then the right files."""
    person.follow("Continuer vers les pièces")
    assert person.heading() == "Mes pièces"
    _offer(person, record_book, papers.disguised_program("livret.pdf"), None)
    expect(person.page.locator(".error-summary")).to_be_focused()
    join(person, record_book, papers.pdf("livret.pdf"))
    _offer(person, proof, papers.png("facture.png"), LONG_AGO)
    expect(person.page.locator(".error-summary")).to_be_focused()
    join(person, proof, papers.png("facture.png"), issued_on=LAST_WEEK)


def read_again(person: Walker, *, corrected: tuple[str, str], of: Parent) -> None:
    """The recap, and one answer put right from it."""
    label, answer = corrected
    person.go("/demarches/famille/recapitulatif/")
    assert person.heading() == "Récapitulatif"
    person.picture("recap")
    person.follow(f"Modifier : Titulaire du compte : {of.full_name}")
    person.fill(label, answer)
    save(person)
    person.go("/demarches/famille/recapitulatif/")
    person.sees(answer)


def submit(person: Walker) -> str:
    """Send the declaration and return its number."""
    person.press("Envoyer ma déclaration")
    assert person.heading() == "Nous avons bien enregistré votre demande"
    number = person.page.locator("p.numbers").inner_text().strip()
    person.picture("declared")
    person.follow("Suivre ma demande")
    person.sees(f"Demande n° {number}", "Déposée")
    return number


def answer_the_service(person: Walker, number: str, *, asked: str, piece: str, file: FilePayload) -> None:
    """The request waits for an answer: a word, and the piece in the field of its name."""
    person.go(f"/mes-demandes/{number}/")
    person.sees("Le service attend votre réponse", asked)
    person.follow("Répondre")
    person.fill("Votre message", "Voici la pièce demandée.")
    person.field(piece).set_input_files(file)
    dated = person.page.get_by_role("group", name=f"{piece} : date du document")
    if dated.count():
        person.date(f"{piece} : date du document", LAST_WEEK)
    person.press("Envoyer")
    person.sees("Votre message est envoyé au service.", file["name"])
    person.picture("case")
