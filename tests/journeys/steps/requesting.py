"""A procedure made of questions: from the catalogue to the number, then what the service asks again."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browser import Walker

type Step = Callable[[Walker], None]


def open_catalogue(person: Walker) -> None:
    """From the home, as anybody finds it."""
    person.go("/mon-accueil/")
    person.follow("Faire une démarche")
    assert person.heading() == "Mes démarches"
    person.picture("catalogue")


def begin(person: Walker, title: str, *, minutes: int) -> None:
    open_catalogue(person)
    person.follow(f"Commencer : {title}")
    assert person.heading() == title
    person.sees(f"Environ {minutes} minutes", "Le service a")
    person.picture("introduction")
    person.press("Commencer", inside="main")


def go_on(person: Walker) -> None:
    person.press("Suivant")


def reveal(person: Walker, legend: str, option: str) -> None:
    """Choose an answer that brings others up: at once with scripts, at the next press without."""
    if not person.javascript:
        person.pick(legend, option)
        person.press("Suivant")
        person.sees("Vos réponses amènent d’autres questions")
        return
    with person.page.expect_response(lambda response: response.request.method == "POST"):
        person.pick(legend, option)
    expect(person.group(legend).get_by_label(option, exact=True)).to_be_checked()
    person.inspect()


def stop_and_resume(person: Walker, title: str, step: str) -> None:
    """What was typed waits in « Mes demandes » and on the catalogue."""
    person.press("Enregistrer et reprendre plus tard")
    person.sees("Votre saisie est gardée", title)
    open_catalogue(person)
    person.follow(f"Reprendre : {title}")
    person.sees("est gardée")
    person.press("Reprendre", inside="main")
    assert person.heading() == step


def file(person: Walker, *answers: str, decided: bool = True) -> str:
    """Read the recap, send, and return the number; what asks for no decision says so instead of what silence does."""
    assert person.heading() == "Récapitulatif"
    person.sees(*answers)
    person.picture("recap")
    person.press("Envoyer ma demande")
    assert person.heading() == "Nous avons bien enregistré votre demande"
    person.sees("Sans réponse à cette date" if decided else "n’appelle pas de décision")
    person.picture("filed")
    number = person.page.locator("p.numbers").inner_text().strip()
    person.follow("Suivre ma demande")
    person.sees(f"Demande n° {number}", "Déposée")
    return number


def begins_to_answer(person: Walker, number: str, *, asked: str, questions: tuple[str, ...]) -> None:
    person.go(f"/mes-demandes/{number}/")
    person.sees("Le service attend votre réponse", asked)
    missing = person.page.locator(".alert--warning li")
    expect(missing).to_have_text(list(questions))
    person.follow("Répondre")
    person.sees("Réponses à revoir")
    person.picture("to-complete")


def send(person: Walker) -> None:
    person.press("Envoyer")
    person.sees("Votre message est envoyé au service.", "En cours d’instruction")
