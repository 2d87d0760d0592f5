"""Any procedure made of questions, from its introduction to its number."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.browser import Walker

NEXT_REFRESH = "document.addEventListener('parvis:fresh', () => document.body.dataset.fresh = 'yes', {once: true})"


def begin(person: Walker, procedure: str, *, title: str, minutes: int) -> None:
    """From the catalogue to the first question."""
    person.go("/demarches/")
    assert person.heading() == "Mes démarches"
    person.follow(f"Commencer : {title}")
    assert person.heading() == title
    person.sees(f"Environ {minutes} minute")
    person.picture(f"{procedure}-introduction")
    person.press("Commencer")


def answer(person: Walker, legend: str, option: str) -> None:
    """Choose, and wait for the questions that the choice brings up."""
    choice = person.group(legend).get_by_label(re.compile(rf"^\s*{re.escape(option)}")).first
    if choice.is_checked():
        return
    _settle(person, choice)


def answer_in(person: Walker, label: str, option: str) -> None:
    """The same in a list as in a group of buttons, whichever the number of answers made of it."""
    if person.group(label).count():
        answer(person, label, option)
        return
    person.page.evaluate(NEXT_REFRESH)
    person.field(label).select_option(label=option)
    _wait_for_it(person)


def cannot_answer(person: Walker, legend: str, option: str, because: str) -> None:
    """The option is shown, cannot be chosen, and says why."""
    group = person.group(legend)
    expect(group.get_by_label(re.compile(rf"^\s*{re.escape(option)}")).first).to_be_disabled()
    expect(group).to_contain_text(because)


def go_on(person: Walker) -> None:
    person.press("Suivant")


def take_commitments(person: Walker) -> None:
    """Read what is to be read, tick what is sworn."""
    assert person.heading() == "Mes engagements"
    boxes = person.page.locator("main form input[type=checkbox]")
    for rank in range(boxes.count()):
        boxes.nth(rank).check()
    go_on(person)


def pieces_asked(person: Walker) -> list[str]:
    assert person.heading() == "Mes pièces"
    return [title.strip() for title in person.page.locator("main section.card h2").all_inner_texts()]


def read_back(person: Walker) -> dict[str, str]:
    """Return the recap as one table."""
    assert person.heading() == "Récapitulatif"
    return told(person.page.locator("main"))


def told(place: Locator) -> dict[str, str]:
    """Return the terms of a list and what is said of each."""
    labels, values = place.locator("dt").all_inner_texts(), place.locator("dd").all_inner_texts()
    return {" ".join(label.split()): " ".join(value.split()) for label, value in zip(labels, values, strict=True)}


def submit(person: Walker, *, at_once: bool = False) -> str:
    """Send the request; return its number."""
    person.press("Envoyer ma demande")
    assert person.heading() == ("C’est fait" if at_once else "Nous avons bien enregistré votre demande")
    return person.page.locator("p.numbers").inner_text().strip()


def _settle(person: Walker, choice: Locator) -> None:
    live = bool(person.page.locator("#etape").get_attribute("data-refresh"))
    if not live:
        choice.check()
        return
    person.page.evaluate(NEXT_REFRESH)
    choice.check()
    _wait_for_it(person)


def _wait_for_it(person: Walker) -> None:
    expect(person.page.locator("body[data-fresh=yes]")).to_be_attached()
    person.page.evaluate("delete document.body.dataset.fresh")
