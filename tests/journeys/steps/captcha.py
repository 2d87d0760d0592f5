"""The security check, answered by looking at its pictures."""

import re

from playwright.sync_api import Locator

from apps.design.icons import drawing
from core.captcha import PICTOGRAMS
from tests.journeys.browser import Walker

INSIDE_THE_GROUP = re.compile(r"<g [^>]*>(.*)</g>", re.DOTALL)


def recognise(picture: str) -> str:
    """Return the name of what an SVG draws: its lines are those of the icon, however it is tilted."""
    found = INSIDE_THE_GROUP.search(picture)
    assert found, picture
    [name] = [name for name, known in PICTOGRAMS.items() if drawing(known.icon) == found[1]]
    return name


def shown(person: Walker) -> list[str]:
    """Return what the six pictures draw, in their order on the page."""
    person.page.wait_for_load_state("networkidle")
    urls = [person.address + str(image.get_attribute("src")) for image in _images(person).all()]
    return [recognise(person.images[url].text()) for url in urls]


def target(person: Walker) -> str:
    """Return the name of the picture that the page asks for."""
    asked = person.page.locator(".captcha legend strong").inner_text()
    [name] = [name for name, known in PICTOGRAMS.items() if known.label == asked]
    return name


def answer(person: Walker, *, wrongly: bool = False) -> None:
    """Click on the named picture, or on another one."""
    names, wanted = shown(person), target(person)
    rank = next(rank for rank, name in enumerate(names) if (name != wanted) is wrongly)
    person.page.locator(".captcha-choices label").nth(rank).click()


def refresh(person: Walker) -> None:
    """Ask for other pictures, without leaving the page."""
    before = str(_images(person).first.get_attribute("src"))
    person.page.get_by_role("button", name="Changer d’images").click()
    person.page.wait_for_function(
        "src => document.querySelector('.captcha img').getAttribute('src') !== src", arg=before
    )
    person.inspect()


def listen(person: Walker) -> tuple[str, float]:
    """Play the figures, and return what kind of sound it is and how many seconds it lasts."""
    with person.page.expect_response("**/chiffres.wav*") as answered:
        seconds: float = person.page.locator(".captcha audio").evaluate(
            """sound => new Promise((loaded, failed) => {
                sound.onloadedmetadata = () => loaded(sound.duration);
                sound.onerror = () => failed(sound.error.message);
                sound.load();
                sound.play();
            })"""
        )
    return answered.value.headers["content-type"], seconds


def _images(person: Walker) -> Locator:
    return person.page.locator(".captcha-choices img")
