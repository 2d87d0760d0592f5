"""« Inscrire mes enfants aux activités », from the choice of the children to the number."""

import re
from collections.abc import Iterable, Mapping

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys.browser import Walker

from . import declaring

REFRESHED = "document.addEventListener('parvis:fresh', () => document.body.dataset.fresh = 'yes', {once: true})"


def begin(person: Walker) -> None:
    person.go("/demarches/inscription/")
    person.sees("Environ 8 minutes")
    person.picture("enrolment-introduction")
    person.press("Commencer")


def go_on(person: Walker) -> None:
    person.press("Suivant")


def settle(person: Walker, control: Locator) -> None:
    """Choose, and wait for the page to show what the choice brings up."""
    if control.is_checked():
        return
    person.page.evaluate(REFRESHED)
    control.check()
    expect(person.page.locator("body[data-fresh=yes]")).to_be_attached()
    person.page.evaluate("delete document.body.dataset.fresh")


def choose(person: Walker, legend: str, *options: str) -> None:
    """Tick or choose in a question, by the beginning of each option's words."""
    for option in options:
        settle(person, person.group(legend).get_by_label(re.compile(rf"^\s*{re.escape(option)}")).first)


def is_refused(person: Walker, legend: str, option: str, because: str) -> None:
    """The option is there, cannot be chosen, and says why."""
    offered = person.group(legend).locator("label").filter(has_text=re.compile(rf"^\s*{re.escape(option)}"))
    refused = offered.filter(has_text="Impossible : ").filter(has_text=because).first
    expect(refused.locator("input")).to_be_disabled()


def say_the_school(person: Walker, question: str, *, school: str, level: str) -> None:
    """Follow what mends a refused activity: the school of the child."""
    with person.arriving():
        person.page.locator("main li", has_text=f"{question} : ").get_by_role("link").first.click()
    person.choose("École", school)
    person.choose("Classe", level)
    person.press("Enregistrer")


def answer_every_permission(person: Walker, *, allowed: Iterable[str]) -> None:
    """Nothing is chosen beforehand; allow these, forbid the rest."""
    names = set(allowed)
    groups = person.page.locator("main form fieldset", has=person.page.get_by_label("J’autorise", exact=True))
    legends = [" ".join(legend.split()) for legend in groups.locator("legend").all_inner_texts()]
    assert legends, "no permission is asked"
    assert not groups.locator("input:checked").count()
    for legend in legends:
        title = re.sub(r"\s*\(?obligatoire\)?$", "", legend)
        answer = "J’autorise" if any(title.startswith(name) for name in names) else "Je n’autorise pas"
        settle(person, person.group(title).get_by_label(answer, exact=True))


def name_somebody(person: Walker, child: str, answers: Mapping[str, str], *, link: str) -> None:
    choose(person, f"Une autre personne peut-elle venir chercher {child} ?", "Oui")
    for label, answer in answers.items():
        person.fill(label, answer)
    person.choose("Son lien avec l’enfant", link)


def tick_everything(person: Walker) -> None:
    """Read the rules, take the commitments."""
    boxes = person.page.locator("main form input[type=checkbox]")
    for rank in range(boxes.count()):
        boxes.nth(rank).check()


def join_what_is_required(person: Walker, file: FilePayload) -> list[str]:
    """Join a file to each compulsory piece, and return their titles."""
    titles = required_pieces(person)
    for title in titles:
        dated = declaring.piece(person, title).get_by_label("Année", exact=True).count()
        declaring.join(person, title, file, issued_on=declaring.LAST_WEEK if dated else None)
    return titles


def required_pieces(person: Walker) -> list[str]:
    if person.heading() != "Mes pièces":
        return []
    compulsory = person.page.locator(".badge", has_text="Obligatoire")
    cards = person.page.locator("main section.card").filter(has=compulsory)
    return [title.strip() for title in cards.locator("h2").all_inner_texts()]


def steps(person: Walker) -> list[str]:
    return [" ".join(label.split()) for label in person.page.locator(".step-label").all_inner_texts()]


def submit(person: Walker) -> str:
    """Read everything again, send it, and return its number."""
    assert person.heading() == "Récapitulatif"
    person.picture("enrolment-recap")
    person.press("Envoyer ma demande")
    assert person.heading() == "Nous avons bien enregistré votre demande"
    return person.page.locator("p.numbers").inner_text().strip()
