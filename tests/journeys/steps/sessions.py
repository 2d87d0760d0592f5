"""Signing in and out."""

from tests.journeys.browser import Walker
from tests.journeys.mail import MailPeer, link_in

from . import signing_up
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


def choose_password(person: Walker, password: str) -> None:
    person.fill("Nouveau mot de passe", password)
    person.fill("Confirmation du nouveau mot de passe", password)
    person.press("Enregistrer mon mot de passe")


def open_invitation(person: Walker, mail: MailPeer, parent: Parent) -> None:
    """Take the account that the town hall made: the link of the e-mail, a password, the terms."""
    person.go(link_in(mail.wait_for(parent.email, "Votre compte vous attend"), "/nouveau-mot-de-passe/"))
    choose_password(person, parent.password)
    signing_up.accept_the_terms_at_last(person)
    assert person.heading() == f"Bonjour {parent.greeting}"
