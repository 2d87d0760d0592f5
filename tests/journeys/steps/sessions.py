"""Signing in and out."""

from tests.journeys.browser import Walker

from .people import Parent


def sign_in(person: Walker, identifier: str, password: str) -> None:
    person.go("/connexion/")
    try_to_sign_in(person, identifier, password)


def try_to_sign_in(person: Walker, identifier: str, password: str) -> None:
    person.fill("Identifiant ou courriel", identifier)
    person.fill("Mot de passe", password)
    person.press("Me connecter", inside="main")


def sign_in_as(person: Walker, parent: Parent) -> None:
    sign_in(person, parent.username, parent.password)
    assert person.heading() == f"Bonjour {parent.greeting}"
    person.picture("dashboard")


def sign_out(person: Walker) -> None:
    person.page.locator("header details.account summary").click()
    person.press("Se déconnecter")
