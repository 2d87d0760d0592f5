"""A telephone in somebody's hand: its picture is read, its codes are typed, its paper is kept."""

from tests.apps.accounts.telephones import shown
from tests.journeys.browser import Walker

CODE = "Code que montre l’application"
WRONG = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le code suivant de l’application, puis recopiez-le."


def read_the_picture(person: Walker) -> str:
    """From the page of the account's security to the QR code; return the key that is written below it."""
    person.press("Ajouter mon téléphone")
    assert person.heading() == "Ajouter mon téléphone"
    person.picture("telephone")
    return person.page.locator(".secret-text").inner_text().replace(" ", "")


def mistype(person: Walker, password: str) -> None:
    person.fill(CODE, "000000")
    person.fill("Votre mot de passe", password)
    person.press("Protéger mon compte")
    person.is_told(
        "Ce code n’est pas le bon, ou il a déjà servi. Attendez le code suivant de l’application, puis recopiez-le.",
        beside=CODE,
    )


def confirm(person: Walker, telephone: str, password: str) -> list[str]:
    """Type the first code; return the ten of the paper."""
    person.fill(CODE, shown(telephone))
    person.fill("Votre mot de passe", password)
    person.press("Protéger mon compte")
    assert person.heading() == "Vos dix codes de secours"
    person.picture("paper-codes")
    return paper_on(person)


def paper_on(person: Walker) -> list[str]:
    return person.page.locator(".recovery-codes li").all_inner_texts()


def give(person: Walker, code: str) -> None:
    person.picture("code")
    person.fill("Code à six chiffres", code)
    person.press("Continuer")


def give_paper(person: Walker, code: str) -> None:
    assert person.heading() == "Entrer avec un code de secours"
    person.picture("paper-code")
    person.fill("Code de secours", code)
    person.press("Continuer")
