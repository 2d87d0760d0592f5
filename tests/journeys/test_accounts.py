"""What becomes of an account: created by the town hall, forgotten, locked, watched, kept to its commune."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from .browser import Walker
from .mail import MailPeer, link_in, text_of
from .running import RunningPlatform
from .steps import operator, sessions, signing_up
from .steps.people import Parent

SIMONE = Parent(
    civility="Madame", usual_name="Perrin", first_names="Simone", username="simone.perrin", password="Peniche78Marne"
)
ROGER = Parent(
    civility="Monsieur", usual_name="Perrin", first_names="Roger", username="roger.perrin", password="Peniche78Loire"
)
NADIA = Parent(
    civility="Madame", usual_name="Haddad", first_names="Nadia", username="nadia.haddad", password="garonne33verte"
)
THEO = Parent(
    civility="Monsieur", usual_name="Roux", first_names="Théo", username="theo.roux", password="garonne33grise"
)
OLGA = Parent(
    civility="Madame", usual_name="Petit", first_names="Olga", username="olga.petit", password="tilleul94brun"
)
SAME_ANSWER = "Si un compte correspond, un courriel part dans les minutes qui viennent."


def test_an_adult_of_the_former_portal_takes_the_account_that_the_town_hall_made(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform, tmp_path: Path
) -> None:
    [line] = operator.import_accounts(platform, tmp_path, "villennes-sur-seine", [SIMONE], letters=False)
    assert (line["status"], line["username"], line["temporary_password"]) == ("invited", SIMONE.username, "")
    message = mail.wait_for(SIMONE.email, "Votre compte vous attend")
    assert "« Espace famille »" in text_of(message)

    simone = walker("villennes-sur-seine")
    link = link_in(message, "/nouveau-mot-de-passe/")
    simone.go(link)
    sessions.choose_password(simone, "peniche")
    simone.is_told("Il manque à ce mot de passe : 8 caractères, 1 majuscule, 1 chiffre.", beside="Nouveau mot de passe")
    sessions.choose_password(simone, SIMONE.password)
    signing_up.accept_the_terms_at_last(simone)
    assert simone.heading() == f"Bonjour {SIMONE.greeting}"

    sessions.sign_out(simone)
    simone.go(link)
    assert simone.heading() == "Ce lien ne fonctionne plus"
    simone.sees("Ce lien a déjà servi.")


def test_a_paper_letter_opens_an_account_too(
    walker: Callable[..., Walker], platform: RunningPlatform, tmp_path: Path
) -> None:
    [line] = operator.import_accounts(platform, tmp_path, "villennes-sur-seine", [ROGER], letters=True)
    assert line["status"] == "letter"
    roger = walker("villennes-sur-seine")
    sessions.sign_in(roger, ROGER.username, line["temporary_password"])
    assert roger.heading() == "Choisissez votre mot de passe"
    roger.go("/mon-espace/profil/")
    assert roger.heading() == "Choisissez votre mot de passe"
    sessions.choose_password(roger, ROGER.password)
    signing_up.accept_the_terms_at_last(roger)
    assert roger.heading() == f"Bonjour {ROGER.greeting}"


def test_a_forgotten_password_is_chosen_again_and_closes_the_other_devices(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform, tmp_path: Path
) -> None:
    operator.import_accounts(platform, tmp_path, "carbon-blanc", [NADIA], letters=False)
    at_home, elsewhere = walker("carbon-blanc"), walker("carbon-blanc")
    sessions.open_invitation(at_home, mail, NADIA)

    elsewhere.go("/connexion/")
    elsewhere.follow("J’ai oublié mon mot de passe")
    said = [ask_for_a_link(elsewhere, someone) for someone in ("personne@exemple.fr", NADIA.email)]
    assert said[0] == said[1]
    link = link_in(mail.wait_for(NADIA.email, "Choisissez un nouveau mot de passe"), "/nouveau-mot-de-passe/")
    elsewhere.go(link)
    sessions.choose_password(elsewhere, "garonne-en-crue-33")
    assert elsewhere.heading() == f"Bonjour {NADIA.greeting}"
    mail.wait_for(NADIA.email, "Votre mot de passe a changé")

    at_home.go("/mon-accueil/")
    assert at_home.heading() == "Me connecter"
    at_home.go(link)
    at_home.sees("Ce lien a déjà servi.")


def ask_for_a_link(person: Walker, someone: str) -> str:
    person.go("/mot-de-passe-oublie/")
    person.fill("Identifiant ou courriel", someone)
    person.press("Recevoir le lien")
    person.sees(SAME_ANSWER)
    return person.page.locator("main").inner_text()


def test_ten_failures_suspend_the_sign_in_and_a_new_password_ends_it(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform, tmp_path: Path
) -> None:
    operator.import_accounts(platform, tmp_path, "carbon-blanc", [THEO], letters=False)
    theo = walker("carbon-blanc")
    sessions.open_invitation(theo, mail, THEO)
    sessions.sign_out(theo)
    theo.go("/connexion/")
    for _failure in range(9):
        sessions.try_to_sign_in(theo, THEO.username, "garonne33rouge")
        theo.sees("Identifiant ou mot de passe incorrect.")
    sessions.try_to_sign_in(theo, THEO.username, "garonne33rouge")
    theo.sees("la connexion à ce compte est suspendue jusqu’à")
    sessions.try_to_sign_in(theo, THEO.username, THEO.password)
    assert theo.heading() == "Me connecter"
    link = link_in(mail.wait_for(THEO.email, "Connexion suspendue après dix essais manqués"), "/mot-de-passe-oublie/")
    theo.go(link)
    ask_for_a_link(theo, THEO.username)
    theo.go(link_in(mail.wait_for(THEO.email, "Choisissez un nouveau mot de passe"), "/nouveau-mot-de-passe/"))
    sessions.choose_password(theo, "garonne33rouge")
    assert theo.heading() == f"Bonjour {THEO.greeting}"


def test_a_parent_changes_identifiers_watches_devices_and_is_nobody_in_the_next_commune(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform, tmp_path: Path
) -> None:
    operator.import_accounts(platform, tmp_path, "fresnes", [OLGA], letters=False)
    olga, phone = walker("fresnes"), walker("fresnes", width=390)
    sessions.open_invitation(olga, mail, OLGA)
    sessions.sign_in_as(phone, OLGA)
    the_cookie_opens_one_commune_only(olga, walker)

    olga.go("/mon-espace/identifiants/")
    change_identifiers(olga, username="olga", current="wrong")
    olga.is_told("Le mot de passe actuel n’est pas le bon.", beside="Mot de passe actuel")
    change_identifiers(olga, username="olga", current=OLGA.password)
    olga.sees("Vos identifiants sont enregistrés.")
    assert olga.value("Identifiant") == "olga"
    mail.wait_for(OLGA.email, "Votre identifiant a changé")

    olga.follow("Voir mes appareils connectés")
    expect(olga.page.locator("tbody tr")).to_have_count(2)
    olga.sees("Cet appareil")
    olga.press("Me déconnecter partout")
    olga.sees("Vous êtes déconnecté partout, ici compris.")
    phone.go("/mon-accueil/")
    assert phone.heading() == "Me connecter"
    sessions.try_to_sign_in(phone, "olga", OLGA.password)
    assert phone.heading() == f"Bonjour {OLGA.greeting}"
    phone.sees("Dernière connexion")


def change_identifiers(person: Walker, *, username: str, current: str) -> None:
    person.fill("Identifiant", username)
    person.fill("Mot de passe actuel", current)
    person.press("Enregistrer")


def the_cookie_opens_one_commune_only(signed_in: Walker, walker: Callable[..., Walker]) -> None:
    """The same cookie in two fresh browsers: it opens the home where it was given, and nothing next door."""
    [cookie] = [cookie for cookie in signed_in.page.context.cookies() if cookie["name"] == "session"]
    headings = []
    for slug in ("fresnes", "carbon-blanc"):
        stranger = walker(slug)
        stranger.page.context.add_cookies([{"name": "session", "value": cookie["value"], "url": stranger.address}])
        stranger.go("/mon-accueil/")
        headings.append(stranger.heading())
    assert headings == [f"Bonjour {OLGA.greeting}", "Me connecter"]


def test_an_activation_link_that_expired_becomes_a_new_one_in_one_press(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform
) -> None:
    late = Parent(
        civility="Monsieur", usual_name="Lent", first_names="Gaston", username="gaston.lent", password="tilleul94lent"
    )
    gaston = walker("fresnes")
    signing_up.ask_for_an_account(gaston, late, address="12 avenue de la République 94260 Fresnes")
    first = signing_up.activation_email(mail, late)
    platform.let_links_expire("fresnes", late.username)
    gaston.go(link_in(first, "/activation/"))
    assert gaston.heading() == "Ce lien a expiré"
    gaston.press("M’envoyer un nouveau lien")
    gaston.sees("Un nouveau lien est en route", "g•••@exemple.fr")
    second = mail.wait_for(late.email, "Activez votre compte", after=first)
    signing_up.activate(gaston, second, late)
    sessions.sign_in_as(gaston, late)
