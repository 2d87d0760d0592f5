"""What a person meets in a real browser: no barrier, no overflow, scripts that help, and a page that holds without."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tenants.models import Commune

from .window import ADDRESS, Served, Window, fetch, opened

pytestmark = [pytest.mark.urls("tests.apps.design.urls"), pytest.mark.django_db]

FIRST_LOAD = 65_000


@pytest.fixture(scope="module")
def window() -> Iterator[Window]:
    with opened() as window:
        yield window


@pytest.fixture
def served(fresnes: Commune) -> Served:
    return fetch(fresnes)


@pytest.mark.parametrize(
    ("slug", "widths"),
    [("fresnes", (320, 390, 1280)), ("villefranque", (390,)), ("villennes", (390,)), ("carbon_blanc", (390,))],
)
def test_axe_finds_nothing_and_nothing_overflows(
    request: pytest.FixtureRequest, window: Window, slug: str, widths: tuple[int, ...]
) -> None:
    def inspect(page: Page) -> list[tuple[int, list[str], int]]:
        seen = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            violations = [violation["id"] for violation in Axe().run(page).response["violations"]]
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            seen.append((width, violations, max(overflow, 0)))
        return seen

    served = fetch(request.getfixturevalue(slug))
    assert window.look(served, inspect) == [(width, [], 0) for width in widths]


def test_the_design_system_leaves_room_for_the_page(served: Served) -> None:
    """Everything but the page itself: colours, logo, stylesheet and all the scripts together."""
    assert sum(len(body) for path, (body, _) in served.items() if path != "/catalogue/") < FIRST_LOAD


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        expect(page.locator(".error-summary")).to_be_focused()
        page.get_by_role("link", name="Cette date n’existe pas").click()
        expect(page.locator("#id_wrong-birth_date_0")).to_be_focused()

    window.look(served, inspect)


def test_a_password_is_shown_on_demand_and_its_requirements_tick(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        field = page.locator("#id_new_password")
        box = page.locator(".field", has=field)
        field.fill("Tilleul")
        expect(box.locator("li[data-met]")).to_have_text(["1 minuscule : c’est bon", "1 majuscule : c’est bon"])
        field.fill("Tilleul vert 94!")
        expect(box.locator("li[data-met]")).to_have_count(5)
        box.get_by_role("button", name="Afficher").click()
        expect(field).to_have_attribute("type", "text")
        box.get_by_role("button", name="Masquer").click()
        expect(field).to_have_attribute("type", "password")

    window.look(served, inspect)


def test_a_long_text_read_to_its_end_by_keyboard_can_be_accepted(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        accept = page.get_by_role("button", name="Accepter")
        text = page.get_by_role("region", name="Conditions d’utilisation")
        expect(accept).to_have_attribute("aria-disabled", "true")
        text.focus()
        page.keyboard.press("End")
        expect(accept).not_to_have_attribute("aria-disabled", "true")
        expect(page.get_by_label("J’ai lu ces conditions.")).to_be_checked()

    window.look(served, inspect)


def test_an_address_is_chosen_by_keyboard_and_fills_its_fields(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        field = page.locator("#id_address")
        field.press_sequentially("12 rue des till")
        expect(page.locator(".combobox-list [role=option]")).to_have_count(2)
        field.press("ArrowDown")
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("12 Rue des Tilleuls 94240 L’Haÿ-les-Roses")
        expect(page.locator("#id_postal_code")).to_have_value("94240")
        expect(page.locator("#id_city")).to_have_value("L’Haÿ-les-Roses")
        expect(field).to_have_attribute("aria-expanded", "false")

    window.look(served, inspect)


def test_an_address_may_be_written_freely(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        field = page.locator("#id_address")
        field.press_sequentially("Lieu-dit la Grange")
        expect(page.locator(".combobox-list [role=option]")).to_have_count(2)
        field.press("Escape")
        expect(page.locator(".combobox-list").first).to_be_hidden()
        expect(field).to_have_value("Lieu-dit la Grange")

    window.look(served, inspect)


def test_punctuation_and_hours_keep_to_their_words(window: Window, served: Served) -> None:
    def inspect(page: Page) -> tuple[str, bool]:
        question = page.locator("summary", has_text="Comment changer").evaluate("node => node.textContent.trim()")
        seen = page.locator(".timeline-when").first.evaluate("node => /\\d\u00a0h\u00a0\\d/.test(node.textContent)")
        return question, seen

    assert window.look(served, inspect) == ("Comment changer d’adresse\u00a0?", True)


def test_a_file_too_heavy_is_refused_before_it_is_sent(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        field = page.locator("#id_proof")
        note = page.locator(".field", has=field).locator(".file-chosen")
        field.set_input_files(
            {"name": "bail.pdf", "mimeType": "application/pdf", "buffer": b"x" * (5 * 1024 * 1024 + 1)}
        )
        expect(note).to_have_text("« bail.pdf » pèse 5,2 Mo : choisissez un fichier de 5 Mo au plus.")
        expect(field).to_have_value("")
        field.set_input_files({"name": "bail.pdf", "mimeType": "application/pdf", "buffer": b"x" * 5 * 1024 * 1024})
        expect(note).to_have_text("bail.pdf (5,2 Mo)")

    window.look(served, inspect)


def test_a_message_says_how_many_characters_are_left(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        field = page.locator("#id_message")
        counter = page.locator(".field", has=field).locator(".counter")
        field.fill("a" * 499)
        expect(counter).to_have_text("Il reste 1 caractère")
        field.fill("a" * 502)
        expect(counter).to_have_text("2 caractères en trop")

    window.look(served, inspect)


def test_other_pictures_come_without_leaving_the_page(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        page.get_by_role("radio", name="paperclip").check()
        page.get_by_role("link", name="D’autres images").click()
        expect(page.get_by_role("radio", name="leaf")).to_be_focused()
        expect(page.get_by_role("radio", name="paperclip")).not_to_be_checked()

    window.look(served, inspect)


QUESTIONS = """<!doctype html><html lang="fr"><title>Questions</title>
<script type="module" src="/static/design/js/parvis.js"></script>
<form method="post" action="/catalogue/questions/" data-refresh="q-meal">
<div id="questions" data-module="/static/design/js/refresh.js">
<label><input type="radio" name="q-meal" value="yes"> Oui</label>
<label>Pourquoi ? <input name="q-why" id="why"></label>{more}</div></form>"""


def test_what_is_typed_while_a_question_is_on_its_way_stays(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        waiting: list[Route] = []
        page.route("**/catalogue/questions/", lambda route: waiting.append(route), times=1)
        page.goto(f"{ADDRESS}/questions/")
        page.wait_for_load_state("networkidle")
        with page.expect_request("**/catalogue/questions/"):
            page.get_by_label("Oui").check()
        page.get_by_label("Pourquoi ?").press_sequentially("Un rendez-vous")
        asked = QUESTIONS.format(more='<label>Quand ? <input name="q-when"></label>')
        waiting.pop().fulfill(body=asked, content_type="text/html; charset=utf-8")
        expect(page.get_by_label("Quand ?")).to_be_visible()
        expect(page.get_by_label("Oui")).to_be_checked()
        page.keyboard.type(" médical")
        expect(page.get_by_label("Pourquoi ?")).to_have_value("Un rendez-vous médical")

    html = {"Content-Type": "text/html; charset=utf-8"}
    window.look({**served, "/questions/": (QUESTIONS.format(more="").encode(), html)}, inspect)


def test_the_end_of_a_session_is_announced_and_put_off(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        page.clock.install()
        page.reload()
        page.wait_for_load_state("networkidle")
        warning = page.locator(".session-warning")
        page.clock.fast_forward(57 * 60 * 1000)
        expect(warning).to_be_hidden()
        page.clock.fast_forward(61 * 1000)
        expect(warning).to_contain_text("Vous serez déconnecté dans 2 minutes.")
        warning.get_by_role("button", name="Rester connecté").click()
        expect(warning).to_be_hidden()
        page.clock.fast_forward(60 * 60 * 1000 + 2000)
        expect(warning).to_contain_text("Vous avez été déconnecté par sécurité.")

    window.look(served, inspect)


def test_without_scripts_the_text_is_accepted_with_a_box(window: Window, served: Served) -> None:
    def inspect(page: Page) -> None:
        expect(page.get_by_role("button", name="Accepter")).not_to_have_attribute("aria-disabled", "true")
        expect(page.get_by_label("J’ai lu ces conditions.")).to_be_visible()
        expect(page.get_by_role("button", name="Afficher")).to_have_count(0)
        page.set_viewport_size({"width": 390, "height": 900})
        page.locator("summary", has_text="Menu").click()
        expect(page.get_by_role("link", name="Actualités")).to_be_visible()

    window.look(served, inspect, javascript=False)
