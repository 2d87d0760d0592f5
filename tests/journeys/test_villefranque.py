"""Villefranque, « Portail famille »: the strictest passwords, and a key that puts itself in the account."""

from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer
from .steps import agents as town_hall
from .steps import captcha, changing, declaring, family, home, papers, sessions, signing_up
from .steps.agents import Agents
from .steps.people import Child, Parent

MAITE = Parent(
    civility="Madame", usual_name="Etcheverry", first_names="Maite", username="maite", password="Piment-Rouge-64"
)
BEÑAT = Parent(
    civility="Monsieur", usual_name="Etcheverry", first_names="Beñat", username="benat", password="Piment-Doux-64"
)
IBAN = Child(usual_name="Etcheverry", first_names="Iban", sex="Masculin", birth_date=date(2018, 9, 30))


def test_a_parent_of_villefranque_goes_from_the_public_home_to_a_validated_family(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    maite = walker("villefranque", pictures=(1280, 390))
    create_the_account_of_maite(maite)
    signing_up.activate(maite, signing_up.activation_email(mail, MAITE), MAITE)
    assert family.ways_on(maite)[:2] == ["Déclarer ma famille", "Accéder à mon profil"]
    sessions.sign_in_as(maite, MAITE)
    number = declare_the_family_of_maite(maite)
    family.is_acknowledged(mail, MAITE, number, service="Service périscolaire", phone="05 36 49 12 64")
    family.is_tracked(walker("villefranque"), mail, MAITE, number, "Déposée")

    agent = walker("villefranque", pictures=(1280, 390))
    agents.sign_in(agent)
    the_service_asks_again_then_accepts(agent, maite, mail, number)
    mail.wait_for(MAITE.email, f"Demande n° {number} : acceptée")
    maite.go("/mon-accueil/")
    maite.follow("Voir ma famille")
    family.is_known(maite, adults=[MAITE, BEÑAT], children=[IBAN])
    home.is_lived_in(
        maite,
        MAITE,
        child=IBAN,
        number=number,
        piece="Livret de famille",
        menu=["Mon accueil", "Actualités", "Documents utiles", "Activités", "Infos pratiques"],
        mobile="06 39 98 45 67",
    )
    changing.correct_a_telephone(maite, agent, mail, MAITE, new="06 39 98 00 04")


def the_service_asks_again_then_accepts(agent: Walker, maite: Walker, mail: MailPeer, number: str) -> None:
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    mail.wait_for(MAITE.email, f"Demande n° {number} : ")
    town_hall.ask_for(agent, "Justificatif de domicile", "Il nous faut une facture à votre nom.")
    declaring.answer_the_service(
        maite,
        number,
        asked="Il nous faut une facture à votre nom.",
        piece="Justificatif de domicile",
        file=papers.png("facture-d-eau.png"),
    )
    town_hall.open_case(agent, number)
    town_hall.accept(agent, "Ongi etorri !")


def create_the_account_of_maite(maite: Walker) -> None:
    signing_up.start(maite, welcome="La cantine, la garderie et vous")
    maite.does_not_see("si la mairie vous l’a envoyée")
    assert signing_up.steps(maite) == signing_up.STEPS
    maite.press("Je crée mon espace")
    signing_up.accept_the_terms(maite)
    assert maite.fields() == [
        "Civilité obligatoire",
        "Nom usuel obligatoire",
        "Nom de naissance",
        "Prénom(s) obligatoire",
        "Date de naissance",
        "Pays de naissance",
        "Département de naissance",
        "Commune de naissance",
        "Photo",
    ]
    signing_up.forget_the_name(maite, MAITE)
    signing_up.give_identity(maite, MAITE)
    assert maite.fields() == ["Adresse complète"]
    signing_up.write_the_whole_address(maite, "8 chemin Errekartea 64990 Villefranque")
    assert maite.fields() == ["Téléphone", "Mobile", "Courriel obligatoire", "Moyen de contact préféré"]
    signing_up.give_contact(maite, MAITE)
    signing_up.go_back_to_the_identity(maite, MAITE)
    assert captcha.target(maite) == "leaf"
    maite.sees("Laissez ce champ vide. Votre clé sera créée quand la mairie aura validé votre famille")
    signing_up.choose_credentials(
        maite, MAITE, refused="piment64", because="Il manque à ce mot de passe : 1 majuscule, 1 caractère spécial."
    )
    signing_up.pass_the_check(maite)
    signing_up.is_promised_an_email(maite, MAITE)


def declare_the_family_of_maite(maite: Walker) -> str:
    declaring.begin(maite, minutes=10)
    assert maite.value("Nom de la voie") == "chemin Errekartea"
    declaring.complete_oneself(maite, MAITE, {"Profession": "Infirmière", "Numéro d’allocataire": "1234567"})
    declaring.is_asked_whether_alone(maite)
    declaring.add_co_representative(maite, BEÑAT, {"Employeur": "Commune de Bayonne"})
    ties = {MAITE: "Mère", BEÑAT: "Père"}
    declaring.add_child(maite, IBAN, ties)
    declaring.add_expected_child(maite, ties)
    declaring.add_contact(maite, name="Etcheverry", first_names="Graxi", link="Tante")
    declaring.join_the_pieces(maite, record_book="Livret de famille", proof="Justificatif de domicile")
    declaring.read_again(maite, corrected=("Profession", "Infirmière scolaire"), of=MAITE)
    return declaring.submit(maite)
