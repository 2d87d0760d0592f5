"""The citizen's home once the family is known, and where it leads: on a desk, then under a thumb."""

from playwright.sync_api import Locator, expect

from tests.journeys.browser import Walker

from .people import Child, Parent

PHONE = {"width": 390, "height": 844}
HEADINGS = {"Famille": "Ma famille", "Démarches": "Mes démarches", "Inscriptions": "Nos inscriptions"}
UNDER_THE_THUMB = ["Accueil", *HEADINGS]


def is_lived_in(
    person: Walker, parent: Parent, *, child: Child, number: str, piece: str, menu: list[str], mobile: str
) -> None:
    answers_three_questions(person, parent, child=child, number=number, piece=piece)
    is_under_the_thumb(person, menu=menu)
    changes_the_telephone(person, parent, mobile=mobile)


def answers_three_questions(person: Walker, parent: Parent, *, child: Child, number: str, piece: str) -> None:
    """What must I do? What is happening? Where are my requests? And one's messages, documents, data, news."""
    person.go("/mon-accueil/")
    assert person.heading() == f"Bonjour {parent.greeting}"
    expect(_part(person, "À faire")).to_contain_text(f"Indiquez l’école de {child.first_names}")
    week = person.page.get_by_role("article", name=child.first_names)
    expect(week).to_contain_text("Aujourd’hui")
    expect(week.locator(".week-days li")).to_have_count(7)
    expect(_part(person, "Mes demandes")).to_contain_text(f"n° {number}")
    expect(_part(person, "Mes demandes")).to_contain_text("Acceptée")
    expect(_part(person, "Mes messages")).to_contain_text(number)
    expect(_part(person, "Ma famille")).to_contain_text(child.full_name)
    expect(_part(person, "Mes documents")).to_contain_text(piece)
    expect(_part(person, "Mes données")).to_contain_text(parent.email)
    expect(_part(person, "Mes données")).to_contain_text(parent.username)
    expect(_part(person, "Actualités").get_by_role("link", name="Toutes les actualités")).to_be_visible()
    person.picture("home")


def is_under_the_thumb(person: Walker, *, menu: list[str]) -> None:
    """On a phone one's own pages are at the bottom of the screen, and the commune's menu opens beside them."""
    desk = person.page.viewport_size
    person.page.set_viewport_size(PHONE)
    person.go("/mon-accueil/")
    shown = person.page.get_by_role("navigation", name="Mon espace").get_by_role("link")
    assert shown.all_inner_texts() == UNDER_THE_THUMB
    for name, heading in HEADINGS.items():
        person.follow(name, inside="nav.space")
        assert person.heading() == heading
        here = person.page.locator("nav.space [aria-current=page]")
        expect(here).to_have_text(name)
        expect(here).to_be_in_viewport()
    person.page.locator(".site-nav-narrow summary").click()
    entries = person.page.locator(".site-nav-panel").get_by_role("link").all_inner_texts()
    assert entries == [*menu, "Mes demandes", "Mes documents", "Mes messages", "Mon profil"]
    person.inspect()
    person.follow("Mes documents", inside=".site-nav-panel")
    assert person.heading() == "Mes documents"
    assert desk is not None
    person.page.set_viewport_size(desk)


def changes_the_telephone(person: Walker, parent: Parent, *, mobile: str) -> None:
    """From the profile, by the commune's procedure; it is decided at once."""
    person.go("/mon-espace/profil/")
    person.sees(parent.email, parent.mobile, parent.username)
    person.picture("profile")
    person.follow("Modifier : Téléphone portable")
    person.press("Commencer", inside="main")
    person.fill("Téléphone portable", mobile)
    person.press("Suivant")
    person.press("Envoyer ma demande")
    person.go("/mon-espace/profil/")
    person.sees(mobile)
    person.does_not_see(parent.mobile)
    person.follow("Changer d’identifiant ou de mot de passe")
    assert person.value("Identifiant") == parent.username


def _part(person: Walker, title: str) -> Locator:
    return person.page.get_by_role("region", name=title, exact=True)
