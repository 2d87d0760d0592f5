"""« Créer mon espace », one step after the other."""

from email.message import EmailMessage

from playwright.sync_api import expect

from tests.journeys.browser import Walker
from tests.journeys.mail import MailPeer, link_in, text_of

from . import captcha, papers
from .people import Parent

STEPS = ["Bienvenue", "Conditions", "Identité", "Adresse", "Contact", "Connexion"]


def start(person: Walker, *, welcome: str) -> None:
    """From the public home of the commune to the first step."""
    person.go("/")
    assert person.heading() == welcome
    person.picture("home")
    person.follow("Créer mon espace")
    assert person.heading() == "Bienvenue"


def steps(person: Walker) -> list[str]:
    return [label.strip() for label in person.page.locator(".step-label").all_inner_texts()]


def read_the_terms(person: Walker) -> None:
    """The button opens at the end of the text, not before."""
    button = person.page.get_by_role("button", name="J’accepte")
    text = person.page.get_by_role("region", name="Texte des conditions générales d’utilisation")
    expect(button).to_be_disabled()
    person.picture("cgu")
    text.hover()
    person.page.mouse.wheel(0, 100_000)
    expect(button).to_be_enabled()
    person.sees("Vous êtes arrivé à la fin du texte", "votre consentement n’est donc pas demandé")


def accept_the_terms(person: Walker) -> None:
    assert person.heading() == "Conditions d’utilisation"
    read_the_terms(person)
    person.press("J’accepte et je continue")


def accept_the_terms_at_last(person: Walker) -> None:
    """At the first sign-in, where the commune's wizard has no such step."""
    assert person.heading() == "Conditions générales d’utilisation"
    read_the_terms(person)
    person.press("J’accepte les conditions générales d’utilisation")


def forget_the_name(person: Walker, parent: Parent) -> None:
    """A compulsory field left empty is refused; what was typed beside it stays."""
    person.choose("Civilité", parent.civility)
    person.fill("Prénom(s)", parent.first_names)
    person.press("Suivant")
    person.is_told("Indiquez votre nom usuel.", beside="Nom usuel")
    assert person.value("Prénom(s)") == parent.first_names


def give_identity(person: Walker, parent: Parent, *, born: bool = True, photo: bool = False) -> None:
    person.choose("Civilité", parent.civility)
    person.fill("Nom usuel", parent.usual_name)
    person.fill("Prénom(s)", parent.first_names)
    if born:
        person.date("Date de naissance", parent.birth_date)
        person.fill("Pays de naissance", "France")
    if photo:
        person.field("Photo").set_input_files(papers.portrait("portrait.jpg"))
    person.press("Suivant")


def find_the_address(person: Walker, typed: str, *, found: str) -> None:
    """Type the beginning of an address, take the first one that is proposed, go on."""
    person.field("Adresse complète").press_sequentially(typed)
    person.page.get_by_role("option", name=found).click()
    assert person.value("Adresse complète") == found
    person.press("Suivant")


def write_the_whole_address(person: Walker, address: str) -> None:
    """An address that the search does not know is taken as it is written."""
    person.fill("Adresse complète", address)
    person.press("Suivant")


def write_the_address(person: Walker, *, number: str, street: str, postal_code: str, city: str) -> None:
    person.fill("Numéro", number)
    person.fill("Nom de la voie", street)
    person.fill("Code postal", postal_code)
    person.fill("Ville", city)
    person.press("Suivant")


def give_contact(person: Walker, parent: Parent) -> None:
    """A telephone that is none is refused, then put right."""
    person.fill("Mobile", "06 12")
    person.fill("Courriel", parent.email)
    person.press("Suivant")
    person.is_told(
        "Écrivez un numéro à 10 chiffres, par exemple 06 12 34 56 78, ou +32… hors de France.", beside="Mobile"
    )
    person.fill("Mobile", parent.mobile)
    person.choose("Moyen de contact préféré", "Courriel")
    person.press("Suivant")


def go_back_to_the_identity(person: Walker, parent: Parent) -> None:
    """Back to the identity and forward again: nothing is lost."""
    for heading in ("Vos moyens de contact", "Votre adresse", "Votre identité"):
        person.press("Précédent")
        assert person.heading() == heading
    assert person.value("Nom usuel") == parent.usual_name
    assert person.value("Prénom(s)") == parent.first_names
    person.picture("wizard-identity")
    for heading in ("Votre adresse", "Vos moyens de contact", "Votre connexion"):
        person.press("Suivant")
        assert person.heading() == heading
    person.picture("captcha")


def choose_credentials(person: Walker, parent: Parent, *, refused: str, because: str) -> None:
    """A password under the commune's policy is refused; another is ticked line by line as it is typed."""
    person.fill("Identifiant d’utilisateur", parent.username)
    type_password(person, refused)
    captcha.answer(person)
    person.press("Valider")
    person.is_told(because, beside="Mot de passe")
    assert person.value("Identifiant d’utilisateur") == parent.username
    type_password(person, parent.password)
    unmet = person.page.locator(".checklist li:not([data-met])")
    expect(unmet).to_have_count(0)


def type_password(person: Walker, password: str) -> None:
    person.fill("Mot de passe", password)
    person.fill("Confirmation du mot de passe", password)


def pass_the_check(person: Walker) -> None:
    """Other pictures, a wrong one refused, then the right one."""
    password = person.value("Mot de passe")
    captcha.refresh(person)
    captcha.answer(person, wrongly=True)
    person.press("Valider")
    person.is_told("Ce n’est pas la bonne image. Essayez encore.", beside="Cliquez sur")
    type_password(person, password)
    captcha.answer(person)
    person.press("Valider")


def is_promised_an_email(person: Walker, parent: Parent) -> None:
    assert person.heading() == "Votre demande est enregistrée"
    person.sees(parent.greeting, parent.email, "valable 24 heures")
    person.picture("done")


def activation_email(mail: MailPeer, parent: Parent) -> EmailMessage:
    message = mail.wait_for(parent.email, "Activez votre compte")
    assert f"Votre identifiant de connexion est {parent.username}." in text_of(message)
    return message


def activation_link(mail: MailPeer, parent: Parent) -> str:
    return link_in(activation_email(mail, parent), "/activation/")


def activate(person: Walker, message: EmailMessage, parent: Parent) -> None:
    """Opening the link changes nothing, a press does; the link says so kindly when it is opened again."""
    link = link_in(message, "/activation/")
    for _opening in range(2):
        person.go(link)
        assert person.heading() == "Activer mon compte"
    person.sees(parent.greeting, parent.username)
    person.press("Activer mon compte")
    assert person.heading() == "Votre compte est activé"
    person.picture("activated")
    person.go(link)
    assert person.heading() == "Votre compte est activé"


def create_account(person: Walker, mail: MailPeer, parent: Parent, *, address: str, key: str = "") -> None:
    """The whole way in a commune that activates by e-mail, without a false step."""
    ask_for_an_account(person, parent, address=address, key=key)
    activate(person, activation_email(mail, parent), parent)


def ask_for_an_account(person: Walker, parent: Parent, *, address: str, key: str = "") -> None:
    reach_the_last_step(person, parent, address=address)
    type_password(person, parent.password)
    if key:
        person.field("Clé Enfance").fill(key)
    captcha.answer(person)
    person.press("Valider")
    is_promised_an_email(person, parent)


def reach_the_last_step(person: Walker, parent: Parent, *, address: str) -> None:
    person.go("/creer-mon-espace/")
    person.press("Je crée mon espace")
    accept_the_terms(person)
    give_identity(person, parent, born=False)
    write_the_whole_address(person, address)
    person.fill("Courriel", parent.email)
    person.fill("Mobile", parent.mobile)
    person.press("Suivant")
    person.fill("Identifiant d’utilisateur", parent.username)
