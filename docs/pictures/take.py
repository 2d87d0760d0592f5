"""Take the pictures of docs/screens.md from a fresh demonstration: `uv run python docs/pictures/take.py 8000`.

It declares a family as `nouveau` would: start from `make clean demo` to take them all again.
"""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "Soleil-Bleu-47"  # noqa: S105 - what make demo prints
FOLDER = Path(__file__).parent
PHONE, DESK = (390, 844), (1280, 860)
COLOURS = 200
ANSWERS = {
    "civility": "mr",
    "usual_name": "Morin",
    "birth_name": "Morin",
    "first_names": "Maxime",
    "birth_date": "4 5 1987",
    "birth_commune": "Bayonne",
    "birth_country": "France",
    "number": "12",
    "street": "chemin du Moulin",
    "postal_code": "64990",
    "city": "Villefranque",
    "country": "France",
    "mobile": "06 39 98 11 22",
    "profession": "Infirmier",
    "employer": "Hôpital",
    "benefit_member": "titulaire",
    "benefit_scheme": "general",
    "benefit_body": "caf",
    "benefit_number": "1234567A",
    "dependent_children": "1",
    "sex": "female",
    "holder_quality": "father",
    "holder_authority": "oui",
    "shares_address": "on",
    "link": "grandmother",
    "phone": "06 39 98 33 44",
    "may_collect": "on",
}


class Photographer:
    def __init__(self, browser: Browser, port: str) -> None:
        self.browser = browser
        self.port = port

    @contextmanager
    def visit(self, slug: str, size: tuple[int, int], person: str = "", door: str = "/connexion/") -> Iterator[Page]:
        """A page of this commune, or of the platform, in a browser of its own where this person has signed in."""
        host = f"{slug}.localhost" if slug else "localhost"
        scale = 2 if size == PHONE else 1
        context = self.browser.new_context(
            base_url=f"http://{host}:{self.port}",
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            locale="fr-FR",
        )
        page = context.new_page()
        if person:
            page.goto(door)
            page.get_by_label(re.compile("^Identifiant")).fill(person)
            page.get_by_label(re.compile("^Mot de passe")).fill(PASSWORD)
            page.get_by_role("button", name="Me connecter").click()
            page.wait_for_url(lambda address: "connexion" not in address)
        yield page
        context.close()


def take(page: Page, name: str, address: str = "") -> None:
    if address:
        page.goto(address)
    page.wait_for_timeout(300)
    picture = Image.open(BytesIO(page.screenshot()))
    _save(picture, name)


def _save(picture: Image.Image, name: str) -> None:
    few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def public(photographer: Photographer) -> None:
    with photographer.visit("", DESK) as page:
        take(page, "platform", "/")
    with photographer.visit("villennes-sur-seine", DESK) as page:
        take(page, "home", "/")
    with photographer.visit("fresnes", PHONE) as page:
        take(page, "home-phone", "/")
    for slug, size, ending in (("fresnes", PHONE, "-phone"), ("villefranque", DESK, "")):
        with photographer.visit(slug, size) as page:
            wizard(page, ending)


def wizard(page: Page, ending: str) -> None:
    page.goto("/creer-mon-espace/")
    page.get_by_role("button", name="Je crée mon espace").click()
    take(page, f"cgu{ending}")
    page.locator("[data-cgu-text]").evaluate("text => text.scrollTo(0, text.scrollHeight)")
    page.get_by_role("button", name="J’accepte et je continue").click()
    take(page, f"wizard{ending}")
    answer(page, "Suivant")
    page.get_by_label("Adresse complète").fill("12 chemin du Moulin 64990 Villefranque")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_label("Courriel").fill("maxime@courriel.example")
    page.get_by_role("button", name="Suivant").click()
    page.locator("#controle").evaluate("title => title.scrollIntoView()")
    take(page, f"captcha{ending}")


def parent(photographer: Photographer) -> None:
    with photographer.visit("carbon-blanc", DESK, "parent") as page:
        take(page, "family", "/ma-famille/")
    with photographer.visit("carbon-blanc", PHONE, "nouveau") as page:
        take(page, "dashboard-phone", "/mon-accueil/")
    with photographer.visit("villefranque", DESK, "nouveau") as page:
        declare(page)
        take(page, "dashboard", "/mon-accueil/")
    with photographer.visit("villefranque", PHONE, "nouveau") as page:
        page.goto("/mes-demandes/")
        page.get_by_role("link", name=re.compile("Déclarer|famille|n°")).last.click()
        take(page, "case-phone")


def space(photographer: Photographer) -> None:
    """Everything that a family asks, once the town hall knows it."""
    with photographer.visit("villefranque", DESK, "parent") as page:
        take(page, "citizen-home", "/mon-accueil/")
        take(page, "profile", "/mon-espace/profil/")
        take(page, "procedures", "/demarches/")
        take(page, "vault", "/mes-documents/")
        page.goto("/mon-accueil/")
        page.get_by_role("link", name=re.compile("^Sa santé")).first.click()
        take(page, "health")
    with photographer.visit("villennes-sur-seine", DESK, "parent") as page:
        enrol(page)
    with photographer.visit("fresnes", PHONE, "parent") as page:
        take(page, "citizen-home-phone", "/mon-accueil/")
        page.locator("#enfants").evaluate("title => title.scrollIntoView()")
        page.locator(".site-nav-narrow summary").click()
        take(page, "menu-phone")
        take(page, "procedure-phone", "/demarches/pre-demande-creche/")


def enrol(page: Page) -> None:
    take(page, "activities", "/activites/")
    page.goto("/demarches/inscription/")
    page.locator("main form").get_by_role("button").first.click()
    page.goto("/demarches/inscription/etape/enfants/")
    for box in page.locator("main form [type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Suivant").click()
    page.wait_for_url("**/activites/")
    page.locator("main fieldset").last.evaluate("choices => choices.scrollIntoView()")
    take(page, "enrolment")


def declare(page: Page) -> None:
    page.goto("/demarches/famille/")
    page.get_by_role("button", name="Commencer").click()
    answer(page, "Enregistrer")
    page.goto("/demarches/famille/personne/nouvel-enfant/")
    answer(page, "Enregistrer", first_names="Amaia", birth_date="3 9 2019")
    page.goto("/demarches/famille/personne/nouveau-contact/")
    answer(page, "Enregistrer", civility="mrs", first_names="Hélène", usual_name="Petit")
    take(page, "declaration", "/demarches/famille/personne/titulaire/")
    attach_pieces(page)
    page.goto("/demarches/famille/seul/")
    take(page, "recap", "/demarches/famille/recapitulatif/")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    take(page, "declaration-phone", "/demarches/famille/")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto("/demarches/famille/recapitulatif/")
    page.get_by_role("button", name="Envoyer ma déclaration").click()
    take(page, "done")


def attach_pieces(page: Page) -> None:
    photo = BytesIO()
    Image.new("RGB", (600, 800), "white").save(photo, "JPEG")
    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    page.goto("/demarches/famille/pieces/")
    for kind in page.locator("section.card", has_text="Obligatoire").evaluate_all(
        "cards => cards.map(card => card.querySelector('[name=kind]').value)"
    ):
        form = page.locator("form", has=page.locator(f"[name=kind][value='{kind}']"))
        form.locator("[type=file]").set_input_files(file)
        if form.get_by_label("Jour").count():
            fill_date(page, f"{kind}-issued_on", page.evaluate("new Date().toLocaleDateString('fr-FR')"))
        form.get_by_role("button", name="Joindre").click()
        page.wait_for_load_state()


def answer(page: Page, button: str, **told: str) -> None:
    """Fill what the page asks for, then press the button."""
    for name, value in {**ANSWERS, **told}.items():
        fields = page.locator(f"main [name='{name}']:not([type=hidden])")
        if name == "birth_date":
            fill_date(page, name, value)
        elif fields.count() and fields.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"main [name='{name}'][value='{value}'], main [type=checkbox][name='{name}']").first.check()
        elif fields.count() and fields.first.is_visible() and not fields.first.input_value():
            fill = fields.first.select_option if page.locator(f"select[name='{name}']").count() else fields.first.fill
            fill(value)
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def fill_date(page: Page, name: str, date: str) -> None:
    for part, figure in zip(("day", "month", "year"), re.split(r"\D", date), strict=True):
        field = page.locator(f"[name='{name}_{part}']")
        if field.count():
            field.fill(figure)


def agents(photographer: Photographer) -> None:
    with photographer.visit("villennes-sur-seine", DESK, "agent", "/agents/connexion/") as page:
        take(page, "agents-work", "/agents/")
        page.get_by_role("link", name=re.compile(r"^(M\.|Mme) ")).first.click()
        take(page, "agents-account")
        page.goto("/agents/demandes/")
        page.locator("table").get_by_role("link", name=re.compile(r"\d{4}-\d{6}")).first.click()
        take(page, "agents-case")
        page.goto("/agents/demandes/")
        page.locator("table tr", has_text="Inscrire mes enfants").first.get_by_role("link").first.click()
        take(page, "agents-enrolment")
        page.goto("/agents/familles/")
        page.locator("table").get_by_role("link").first.click()
        take(page, "agents-family")
    with photographer.visit("villennes-sur-seine", PHONE, "agent", "/agents/connexion/") as page:
        take(page, "agents-work-phone", "/agents/")


def side_by_side(phone: str, desk: str) -> None:
    """The picture of the README."""
    right = Image.open(FOLDER / f"{desk}.png").convert("RGB")
    left = Image.open(FOLDER / f"{phone}.png").convert("RGB")
    left = left.resize((left.width * right.height // left.height, right.height), Image.Resampling.LANCZOS)
    both = Image.new("RGB", (left.width + 40 + right.width, right.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 40, 0))
    _save(both, "portal")


def main(port: str, wanted: list[str]) -> None:
    parts: dict[str, Callable[[Photographer], None]] = {
        "public": public,
        "parent": parent,
        "space": space,
        "agents": agents,
    }
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in wanted or parts:
            parts[name](Photographer(browser, port))
        browser.close()
    side_by_side("home-phone", "agents-work")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
