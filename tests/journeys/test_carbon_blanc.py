"""Carbon-Blanc, « Mon Espace Famille »: FranceConnect or freely, professions asked, a key that is copied."""

from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer
from .steps import agents as town_hall
from .steps import captcha, changing, declaring, family, home, papers, sessions, signing_up
from .steps.agents import Agents
from .steps.people import Child, Parent

AWA = Parent(
    civility="Madame", usual_name="Diallo", first_names="Awa", username="awa.diallo", password="garonne33bleue"
)
LUC = Parent(
    civility="Monsieur", usual_name="Ferrand", first_names="Luc", username="luc.ferrand", password="garonne33b"
)
NOÉ = Child(usual_name="Ferrand", first_names="Noé", sex="Masculin", birth_date=date(2020, 2, 29))


def test_a_parent_of_carbon_blanc_goes_from_the_public_home_to_a_validated_family(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    awa = walker("carbon-blanc", pictures=(1280,))
    create_the_account_of_awa(awa)
    signing_up.activate(awa, signing_up.activation_email(mail, AWA), AWA)
    assert family.ways_on(awa)[:2] == ["Accéder à mon espace famille", "Déclarer ma famille"]
    sessions.sign_in_as(awa, AWA)
    number = declare_the_family_of_awa(awa)
    family.is_acknowledged(mail, AWA, number, service="Service Enfance", phone="05 36 49 33 56")

    agent = walker("carbon-blanc", pictures=(1280,))
    agents.sign_in(agent)
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.ask_for(agent, "Livret de famille complet", "Il manque la page du mariage.")
    declaring.answer_the_service(
        awa,
        number,
        asked="Il manque la page du mariage.",
        piece="Livret de famille complet",
        file=papers.pdf("mariage.pdf"),
    )
    town_hall.open_case(agent, number)
    town_hall.accept(agent, "À bientôt au centre de loisirs.")

    key = family.mailed_key(mail, AWA, label="Clé Enfance")
    awa.go("/ma-famille/cle/")
    family.type_key(awa, family.as_read_by_a_tired_parent(key), label="Clé Enfance")
    family.is_known(awa, adults=[AWA, LUC], children=[NOÉ])
    home.is_lived_in(
        awa,
        AWA,
        child=NOÉ,
        number=number,
        piece="Livret de famille complet",
        menu=["Accueil", "Actualités", "Services", "Documents à télécharger"],
        mobile="06 39 98 45 67",
    )
    changing.correct_a_telephone(awa, agent, mail, AWA, new="06 39 98 00 03")


def create_the_account_of_awa(awa: Walker) -> None:
    signing_up.start(awa, welcome="De 3 à 17 ans, tout se fait ici")
    assert signing_up.steps(awa) == signing_up.STEPS
    awa.press("Je crée mon espace")
    signing_up.accept_the_terms(awa)
    assert awa.fields() == [
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
    signing_up.forget_the_name(awa, AWA)
    signing_up.give_identity(awa, AWA)
    assert awa.fields() == ["Adresse complète", "Numéro", "Bâtiment", "Appartement", "Complément"]
    signing_up.find_the_address(awa, "avenue andre", found="1 Avenue André Vignau Anglade 33560 Carbon-Blanc")
    assert awa.fields() == ["Téléphone", "Mobile", "Courriel obligatoire", "Moyen de contact préféré"]
    signing_up.give_contact(awa, AWA)
    signing_up.go_back_to_the_identity(awa, AWA)
    assert captcha.target(awa) == "printer"
    awa.sees("Prenez garde aux sosies : la lettre O et le zéro, le i majuscule et le l minuscule.")
    signing_up.choose_credentials(
        awa, AWA, refused="GARONNE", because="Il manque à ce mot de passe : 8 caractères, 1 minuscule, 1 chiffre."
    )
    signing_up.pass_the_check(awa)
    signing_up.is_promised_an_email(awa, AWA)


def declare_the_family_of_awa(awa: Walker) -> str:
    declaring.begin(awa, minutes=5)
    awa.does_not_see("Nom de naissance", "Commune de naissance")
    awa.press("Enregistrer")
    awa.is_told("Indiquez la profession.", beside="Profession")
    declaring.complete_oneself(awa, AWA, {"Profession": "Architecte", "Employeur": "Agence du Parc"})
    declaring.is_asked_whether_alone(awa)
    declaring.add_co_representative(
        awa,
        LUC,
        {"Téléphone portable": LUC.mobile, "Profession": "Boulanger", "Employeur": "Le Fournil"},
        born_on=LUC.birth_date,
    )
    ties = {AWA: "Mère", LUC: "Père"}
    declaring.add_child(awa, NOÉ, ties)
    declaring.add_expected_child(awa, ties)
    declaring.add_contact(awa, name="Ferrand", first_names="Odile", link="Grand-mère")
    declaring.join_the_pieces(awa, record_book="Livret de famille complet", proof="Justificatif de domicile")
    declaring.read_again(awa, corrected=("Employeur", "Agence du Parc, Bordeaux"), of=AWA)
    return declaring.submit(awa)
