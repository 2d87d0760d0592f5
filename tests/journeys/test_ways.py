"""Other ways through the same doors: without scripts, without a mouse, on a small screen, by ear."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from .browser import Walker
from .mail import MailPeer, text_of
from .steps import agents as town_hall
from .steps import captcha, declaring, papers, sessions, signing_up
from .steps.agents import Agents
from .steps.keyboard import Keyboard
from .steps.people import Child, Parent

FRESNES = "12 avenue de la République 94260 Fresnes"
CARBON_BLANC = "4 rue des Merles 33560 Carbon-Blanc"
SMALL = 360


def test_an_account_and_a_family_without_scripts(walker: Callable[..., Walker], mail: MailPeer) -> None:
    ada = Parent(
        civility="Madame", usual_name="Morel", first_names="Ada", username="ada.morel", password="tilleul94rond"
    )
    lise = Child(usual_name="Morel", first_names="Lise", sex="Féminin", birth_date=date(2020, 1, 8))
    person = walker("fresnes", javascript=False)
    person.go("/creer-mon-espace/")
    person.press("Je crée mon espace")
    person.press("J’accepte et je continue")
    person.sees("Lisez les conditions jusqu’à la fin, puis cochez la case pour les accepter.")
    person.tick("J’ai lu les conditions générales d’utilisation jusqu’au bout, et je les accepte.")
    person.press("J’accepte et je continue")
    signing_up.give_identity(person, ada, born=False)
    signing_up.write_the_whole_address(person, FRESNES)
    person.fill("Courriel", ada.email)
    person.press("Suivant")
    person.fill("Identifiant d’utilisateur", ada.username)
    signing_up.type_password(person, ada.password)
    person.press("Changer d’images et de son")
    signing_up.type_password(person, ada.password)
    captcha.answer(person)
    person.press("Valider")
    signing_up.is_promised_an_email(person, ada)
    signing_up.activate(person, signing_up.activation_email(mail, ada), ada)

    sessions.sign_in_as(person, ada)
    declaring.begin(person, minutes=10)
    declaring.complete_oneself(person, ada, {})
    declaring.add_child(person, lise, {ada: "Mère"})
    person.follow("Continuer vers les pièces")
    declaring.join(person, "Livret de famille", papers.pdf("livret.pdf"))
    declaring.join(person, "Justificatif de domicile", papers.png("loyer.png"), issued_on=declaring.LAST_WEEK)
    person.follow("Continuer vers le récapitulatif")
    number = declaring.submit(person)
    mail.wait_for(ada.email, f"Nous avons reçu votre demande n° {number}")


def test_a_visitor_writes_to_the_town_hall_without_an_account(walker: Callable[..., Walker], mail: MailPeer) -> None:
    visitor = walker("fresnes", javascript=False, width=SMALL)
    visitor.go("/aide/")
    visitor.follow("Nous écrire", inside="main")
    visitor.press("Envoyer", inside="main")
    visitor.sees("Le champ « Votre nom » est obligatoire.")
    visitor.fill("Votre nom", "Zoé Lem")
    visitor.fill("Votre adresse e-mail", "zoe.lem@exemple.fr")
    visitor.fill("Votre message", "À quelle heure ouvre le guichet ?")
    visitor.page.wait_for_timeout(3_000)  # nobody types faster
    visitor.press("Envoyer", inside="main")
    assert visitor.heading() == "Votre message est parti"
    message = mail.wait_for("accueil.unique@fresnes94.fr", "Message de Zoé Lem")
    assert message["Reply-To"] == "zoe.lem@exemple.fr"
    assert "À quelle heure ouvre le guichet ?" in text_of(message)


def test_negative_control_what_is_wrong_is_seen_without_scripts_too(walker: Callable[..., Walker]) -> None:
    person = walker("fresnes", javascript=False)
    person.go("/")
    person.page.set_content("<title>Faux – Fresnes</title><main><h1>Faux</h1><input><img src='/faux.png'></main>")
    with pytest.raises(AssertionError) as failure:
        person.inspect()
    seen = {rule for rule in ("html-has-lang", "image-alt", "label") if f"{rule} (" in str(failure.value)}
    assert seen == {"html-has-lang", "image-alt", "label"}


def test_an_account_and_a_family_by_keyboard(walker: Callable[..., Walker], mail: MailPeer) -> None:
    marc = Parent(
        civility="Monsieur", usual_name="Leroy", first_names="Marc", username="marc.leroy", password="Pottok-Noir-64"
    )
    person = walker("villefranque")
    keys = Keyboard(person)
    person.go("/")
    keys.press("Tab")
    expect(person.page.locator(".skip-link")).to_be_focused()
    keys.follow("Créer mon espace")
    keys.submit("Je crée mon espace")
    keys.tab_to(person.page.get_by_role("region", name="Texte des conditions générales d’utilisation"))
    keys.press("End")
    expect(person.page.get_by_role("button", name="J’accepte")).to_be_enabled()
    keys.submit("J’accepte")
    keys.choose("Civilité", marc.civility)
    keys.write("Nom usuel", marc.usual_name)
    keys.write("Prénom(s)", marc.first_names)
    keys.submit("Suivant")
    keys.tab_to(person.field("Adresse complète"))
    person.page.keyboard.type("65 route")
    expect(person.page.get_by_role("option")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    assert person.value("Adresse complète") == "65 Route de Saint Pierre d’Irube 64990 Villefranque"
    keys.submit("Suivant")
    keys.write("Courriel", marc.email)
    keys.submit("Suivant")
    keys.write("Identifiant d’utilisateur", marc.username)
    keys.write("Mot de passe", marc.password)
    keys.write("Confirmation du mot de passe", marc.password)
    answer_with_arrows(keys)
    keys.submit("Valider")
    signing_up.is_promised_an_email(person, marc)
    activate_and_sign_in_by_keyboard(keys, mail, marc)
    declare_oneself_by_keyboard(keys)


def answer_with_arrows(keys: Keyboard) -> None:
    rank = captcha.shown(keys.person).index(captcha.target(keys.person))
    pictures = keys.person.page.locator(".captcha-choices input")
    keys.tab_to(pictures)
    keys.press("Space")
    for _press in range(rank):
        keys.press("ArrowRight")
    expect(pictures.nth(rank)).to_be_checked()


def activate_and_sign_in_by_keyboard(keys: Keyboard, mail: MailPeer, marc: Parent) -> None:
    person = keys.person
    person.go(signing_up.activation_link(mail, marc))
    keys.submit("Activer mon compte")
    keys.follow("Me connecter")
    keys.write("Identifiant ou courriel", marc.username)
    keys.write("Mot de passe", marc.password)
    with person.arriving():
        keys.press("Enter")
    assert person.heading() == f"Bonjour {marc.greeting}"


def declare_oneself_by_keyboard(keys: Keyboard) -> None:
    person = keys.person
    keys.follow("Déclarer ma famille")
    keys.submit("Commencer")
    keys.submit("Enregistrer")
    keys.follow("Ajouter un enfant")
    keys.write("Nom d’usage", "Leroy")
    keys.write("Prénom(s)", "Zoé")
    keys.pick("Sexe", "Féminin")
    keys.write_date("Date de naissance", 3, 2, 2021)
    keys.choose("Qualité de Marc Leroy", "Père")
    keys.pick("Marc Leroy a l’autorité parentale", "Oui")
    keys.submit("Enregistrer")
    keys.follow("Continuer vers les pièces")
    keys.join_file(
        declaring.piece(person, "Livret de famille").get_by_label("Depuis votre appareil"), papers.pdf("livret.pdf")
    )
    keys.submit("Joindre : Livret de famille")
    proof = declaring.piece(person, "Justificatif de domicile")
    keys.join_file(proof.get_by_label("Depuis votre appareil"), papers.png("eau.png"))
    day = declaring.LAST_WEEK
    for label, value in (("Jour", day.day), ("Mois", day.month), ("Année", day.year)):
        keys.tab_to(proof.get_by_label(label, exact=True))
        person.page.keyboard.type(str(value))
    keys.submit("Joindre : Justificatif de domicile")
    keys.follow("Continuer vers le récapitulatif")
    keys.submit("Envoyer ma déclaration")
    assert person.heading() == "Nous avons bien enregistré votre demande"


def test_an_account_and_a_family_on_a_small_telephone(walker: Callable[..., Walker], mail: MailPeer) -> None:
    eva = Parent(
        civility="Madame", usual_name="Blanc", first_names="Eva", username="eva.blanc", password="garonne33jaune"
    )
    max_ = Child(usual_name="Blanc", first_names="Max", sex="Masculin", birth_date=date(2017, 11, 12))
    person = walker("carbon-blanc", width=SMALL, height=740)
    signing_up.start(person, welcome="De 3 à 17 ans, tout se fait ici")
    signing_up.create_account(person, mail, eva, address=CARBON_BLANC)
    sessions.sign_in_as(person, eva)
    declaring.begin(person, minutes=5)
    person.date("Date de naissance", eva.birth_date)
    declaring.complete_oneself(person, eva, {"Profession": "Vétérinaire", "Employeur": "Clinique"})
    declaring.add_child(person, max_, {eva: "Mère"})
    person.follow("Continuer vers les pièces")
    declaring.join(person, "Livret de famille complet", papers.pdf("livret.pdf"))
    declaring.join(person, "Justificatif de domicile", papers.png("gaz.png"), issued_on=declaring.LAST_WEEK)
    person.follow("Continuer vers le récapitulatif")
    number = declaring.submit(person)
    for tab in ("Le demandeur", "Historique", "Échanges"):
        person.follow(tab, inside="main")
    for path in ("/mes-demandes/", "/mes-documents/", "/mon-espace/profil/", "/actualites/", "/aide/", "/cgu/"):
        person.go(path)
    person.go(f"/mes-demandes/{number}/annuler/")


def test_the_security_check_can_be_heard_or_left_to_an_agent(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    yann = Parent(
        civility="Monsieur", usual_name="Kerdraon", first_names="Yann", username="yann.k", password="Brebis-Noire-64"
    )
    person = walker("villefranque")
    signing_up.reach_the_last_step(person, yann, address="2 place de la Mairie 64990 Villefranque")
    kind, seconds = captcha.listen(person)
    assert kind == "audio/wav"
    assert seconds > 3
    signing_up.type_password(person, yann.password)
    person.tick("Je ne peux utiliser ni les images ni le son : un agent de la mairie validera mon compte.")
    person.press("Valider")
    person.sees("La mairie valide votre compte", "au plus tard le")

    agent = walker("villefranque")
    agents.sign_in(agent)
    town_hall.approve_account(agent, yann.greeting)
    mail.wait_for(yann.email, "Votre compte est validé")
    sessions.sign_in_as(person, yann)
