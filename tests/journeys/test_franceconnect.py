"""FranceConnect at Carbon-Blanc: create a space with it, come in with it, take the link away, leave both sites."""

from collections.abc import Callable
from dataclasses import replace

from .browser import Walker
from .mail import MailPeer
from .running import RunningPlatform
from .steps import captcha, sessions, signing_up
from .steps.people import Parent

MAITE = Parent(
    civility="Madame",
    usual_name="Lasserre",
    first_names="Maïté Jeanne",
    username="maite.lasserre",
    password="garonne33rose",
)
CAMILLE = Parent(
    civility="Madame", usual_name="Durand", first_names="Camille", username="camille.durand", password="garonne33ocre"
)
BUTTON = "S’identifier avec FranceConnect"


def identify(person: Walker, name: str, *, button: str = BUTTON) -> None:
    """Press the button, then play somebody on the provider's page, which says what it is."""
    person.press(button, inside="main")
    assert person.heading() == "Choisissez une identité fictive"
    person.sees("Démonstration : ceci n’est pas FranceConnect.")
    person.press(name)


def test_a_space_is_created_with_franceconnect_and_opened_with_it(
    walker: Callable[..., Walker], mail: MailPeer
) -> None:
    maite = walker("carbon-blanc", pictures=(390, 1280))
    maite.go("/creer-mon-espace/")
    identify(maite, "Maïté Jeanne GARRIGUE")
    assert maite.heading() == "Bonjour Maïté Jeanne LASSERRE"
    maite.picture("franceconnect-first")
    maite.press("Créer mon espace", inside="main")
    signing_up.accept_the_terms(maite)
    maite.sees("Vérifié par FranceConnect", "Garrigue", "12 avril 1987", "Bordeaux")
    maite.picture("franceconnect-identity")
    assert maite.fields() == ["Nom usuel obligatoire", "Photo"]
    assert maite.value("Nom usuel") == "Lasserre"
    maite.press("Suivant")
    signing_up.write_the_whole_address(maite, "1 avenue de la Gare, 33560 Carbon-Blanc")
    assert maite.value("Courriel") == "maite.garrigue@courriel.example"
    maite.fill("Courriel", MAITE.email)
    maite.press("Suivant")
    maite.fill("Identifiant d’utilisateur", MAITE.username)
    signing_up.type_password(maite, MAITE.password)
    captcha.answer(maite)
    maite.press("Valider")
    signing_up.is_promised_an_email(maite, MAITE)

    come_in_too_early(maite)
    signing_up.activate(maite, signing_up.activation_email(mail, MAITE), MAITE)
    maite.go("/connexion/")
    identify(maite, "Maïté Jeanne GARRIGUE")
    assert maite.heading() == f"Bonjour {MAITE.greeting}"
    maite.go("/mon-espace/profil/")
    maite.sees("Vérifié par FranceConnect")
    maite.go("/mon-espace/connexions/")
    maite.sees("avec FranceConnect")
    sessions.sign_out(maite)
    maite.is_at("/")
    maite.sees("Vous êtes déconnecté, ici et de FranceConnect.")


def come_in_too_early(person: Walker) -> None:
    person.go("/connexion/")
    identify(person, "Maïté Jeanne GARRIGUE")
    person.sees("Votre compte n’est pas encore activé")


def test_a_space_is_linked_unlinked_and_linked_again_by_a_password(
    walker: Callable[..., Walker], mail: MailPeer
) -> None:
    camille = walker("carbon-blanc", width=390)
    signing_up.create_account(camille, mail, CAMILLE, address="2 rue du Stade, 33560 Carbon-Blanc")
    sessions.sign_in_as(camille, CAMILLE)
    camille.go("/mon-espace/profil/")
    camille.follow("Relier mon espace à FranceConnect")
    camille.fill("Votre mot de passe", "inventé")
    camille.press("Relier à FranceConnect")
    camille.is_told("Le mot de passe actuel n’est pas le bon.", beside="Votre mot de passe")
    camille.fill("Votre mot de passe", CAMILLE.password)
    identify(camille, "Camille DURAND", button="Relier à FranceConnect")
    camille.is_at("/mon-espace/franceconnect/")
    camille.sees("Votre espace est relié")
    mail.wait_for(CAMILLE.email, "FranceConnect ouvre désormais votre espace")

    camille.fill("Votre mot de passe", CAMILLE.password)
    camille.press("Retirer le lien")
    camille.sees("Votre espace n’est plus relié à FranceConnect.")
    sessions.sign_out(camille)

    camille.go("/")
    identify(camille, "Camille DURAND")
    assert camille.heading() == "Bonjour Camille DURAND"
    camille.fill("Identifiant ou courriel", CAMILLE.username)
    camille.fill("Mot de passe", CAMILLE.password)
    camille.press("Relier mon espace")
    assert camille.heading() == f"Bonjour {CAMILLE.greeting}"


def test_whoever_gives_up_goes_on_without_it(walker: Callable[..., Walker]) -> None:
    visitor = walker("carbon-blanc", javascript=False)
    visitor.go("/creer-mon-espace/")
    identify(visitor, "Renoncer et revenir au site")
    assert visitor.heading() == "Bienvenue"
    visitor.sees("Vous avez renoncé à FranceConnect")
    visitor.press("Je crée mon espace")
    assert visitor.heading() == "Conditions d’utilisation"


def test_a_provider_that_is_away_leaves_the_other_way_open(
    walker: Callable[..., Walker], platform: RunningPlatform
) -> None:
    visitor = walker("carbon-blanc")
    visitor.go("/connexion/")
    usual = platform.franceconnect.misbehaviour
    platform.franceconnect.misbehaviour = replace(usual, page_down="/token")
    try:
        identify(visitor, "Camille DURAND")
    finally:
        platform.franceconnect.misbehaviour = usual
    visitor.sees("FranceConnect ne répond pas en ce moment.")
    assert visitor.heading() == "Me connecter"
