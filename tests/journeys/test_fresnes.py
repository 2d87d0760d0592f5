"""Fresnes, « Espace Famille »: activation by e-mail, a key that the town hall mails and a parent copies."""

from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer, text_of
from .steps import agents as town_hall
from .steps import captcha, changing, declaring, family, home, papers, sessions, signing_up
from .steps.agents import Agents
from .steps.people import Child, Parent

ELISE = Parent(
    civility="Madame", usual_name="Marchand", first_names="Élise", username="elise.marchand", password="tilleul7vert"
)
PAUL = Parent(
    civility="Monsieur", usual_name="Marchand", first_names="Paul", username="paul.marchand", password="platane8gris"
)
JEANNE = Child(usual_name="Marchand", first_names="Jeanne", sex="Féminin", birth_date=date(2019, 5, 4))


def test_a_parent_of_fresnes_goes_from_the_public_home_to_a_validated_family(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    elise = walker("fresnes", pictures=(1280,))
    create_the_account_of_elise(elise)
    signing_up.activate(elise, signing_up.activation_email(mail, ELISE), ELISE)
    assert family.ways_on(elise) == ["Me connecter", "Retour à l’accueil"]
    sessions.sign_in_as(elise, ELISE)
    number = declare_the_family_of_elise(elise)
    family.is_acknowledged(mail, ELISE, number, service="Accueil unique", phone="01 49 84 56 56")

    agent = walker("fresnes", pictures=(1280,))
    agents.sign_in(agent)
    the_service_asks_again_then_accepts(agent, elise, mail, number)
    elise_types_the_key_that_was_mailed(elise, mail)
    home.is_lived_in(
        elise,
        ELISE,
        child=JEANNE,
        number=number,
        piece="Livret de famille",
        menu=["Accueil", "Actualités"],
        mobile="06 39 98 45 67",
    )

    changing.correct_a_telephone(elise, agent, mail, ELISE, new="06 39 98 00 01")
    the_other_parent_types_the_key_that_the_town_hall_mails(walker("fresnes"), agent, mail)


def create_the_account_of_elise(elise: Walker) -> None:
    signing_up.start(elise, welcome="Bienvenue sur votre Espace Famille")
    elise.sees("si la mairie vous l’a envoyée", "le lien est valable 24 heures")
    assert signing_up.steps(elise) == signing_up.STEPS
    elise.press("Je crée mon espace")
    signing_up.accept_the_terms(elise)
    assert elise.fields() == ["Civilité obligatoire", "Nom usuel obligatoire", "Prénom(s) obligatoire", "Photo"]
    signing_up.forget_the_name(elise, ELISE)
    signing_up.give_identity(elise, ELISE, born=False, photo=True)
    assert elise.fields() == ["Adresse complète", "Bâtiment", "Appartement", "Complément"]
    signing_up.find_the_address(elise, "12 avenue", found="12 Avenue de la République 94260 Fresnes")
    assert elise.fields() == ["Téléphone", "Mobile", "Courriel obligatoire", "Moyen de contact préféré"]
    signing_up.give_contact(elise, ELISE)
    signing_up.go_back_to_the_identity(elise, ELISE)
    assert captcha.target(elise) == "foot"
    elise.sees("Vous avez reçu votre clé Enfance par courriel ?")
    signing_up.choose_credentials(
        elise, ELISE, refused="TILLEUL7", because="Il manque à ce mot de passe : 1 minuscule."
    )
    signing_up.pass_the_check(elise)
    signing_up.is_promised_an_email(elise, ELISE)


def declare_the_family_of_elise(elise: Walker) -> str:
    declaring.begin(elise, minutes=10)
    declaring.complete_oneself(elise, ELISE, {"Profession": "Libraire"})
    declaring.is_asked_whether_alone(elise)
    declaring.add_co_representative(elise, PAUL, {"Téléphone portable": PAUL.mobile})
    ties = {ELISE: "Mère", PAUL: "Père"}
    declaring.add_child(elise, JEANNE, ties)
    declaring.add_expected_child(elise, ties)
    declaring.add_contact(elise, name="Roche", first_names="Nicole", link="Grand-mère")
    declaring.join_the_pieces(elise, record_book="Livret de famille", proof="Justificatif de domicile")
    declaring.read_again(elise, corrected=("Profession", "Libraire et autrice"), of=ELISE)
    return declaring.submit(elise)


def the_service_asks_again_then_accepts(agent: Walker, elise: Walker, mail: MailPeer, number: str) -> None:
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.ask_for(agent, "Livret de famille", "La page de Jeanne est illisible.")
    mail.wait_for(ELISE.email, f"Demande n° {number} : il manque quelque chose")
    declaring.answer_the_service(
        elise,
        number,
        asked="La page de Jeanne est illisible.",
        piece="Livret de famille",
        file=papers.pdf("page-de-jeanne.pdf"),
    )
    town_hall.open_case(agent, number)
    agent.sees("Voici la pièce demandée.")
    assert town_hall.received(agent, "Livret de famille") == 2
    town_hall.accept(agent, "Bienvenue à Fresnes.")
    assert "Bienvenue à Fresnes." in text_of(mail.wait_for(ELISE.email, f"Demande n° {number} : acceptée"))


def elise_types_the_key_that_was_mailed(elise: Walker, mail: MailPeer) -> None:
    key = family.mailed_key(mail, ELISE, label="Clé Enfance")
    elise.go("/ma-famille/")
    elise.sees("Votre famille est validée")
    elise.follow("Saisir ma clé")
    family.type_key(elise, family.miscopied(key), label="Clé Enfance")
    elise.is_told(
        "Clé mal recopiée : vérifiez chaque caractère sur le courrier de la mairie, puis recommencez.",
        beside="Votre Clé Enfance",
    )
    family.type_key(elise, family.as_read_by_a_tired_parent(key), label="Clé Enfance")
    family.is_known(elise, adults=[ELISE, PAUL], children=[JEANNE])


def the_other_parent_types_the_key_that_the_town_hall_mails(paul: Walker, agent: Walker, mail: MailPeer) -> None:
    """Fresnes mails its keys beforehand: the second parent gives theirs while creating their account."""
    town_hall.mail_a_key(agent, family="Marchand", to=PAUL.full_name)
    key = family.mailed_key(mail, PAUL, label="Clé Enfance")
    signing_up.create_account(paul, mail, PAUL, address="12 avenue de la République 94260 Fresnes", key=key.lower())
    sessions.sign_in_as(paul, PAUL)
    paul.follow("Voir ma famille")
    family.is_known(paul, adults=[ELISE, PAUL], children=[JEANNE])
    the_key_alone_does_not_open_the_health(paul, agent)


def the_key_alone_does_not_open_the_health(paul: Walker, agent: Walker) -> None:
    """Whoever intercepts a key reads nothing of a child's health: the town hall confirms who typed it."""
    paul.follow("Confirmer que c’est bien vous")
    paul.press("Demander à la mairie de confirmer")
    paul.sees("Votre demande est faite")
    agent.go("/agents/")
    agent.follow(PAUL.full_name)
    agent.press(f"J’ai vérifié : c’est son compte ({PAUL.full_name})")
    agent.sees("est confirmé : le dossier santé lui est ouvert.")
    paul.go("/ma-famille/")
    paul.follow(f"La page de {JEANNE.first_names}")
    paul.follow(f"Voir la page santé de {JEANNE.first_names}")
