"""Villennes-sur-Seine, « Mon espace citoyen villennois »: an agent approves, the terms come at the first sign-in."""

import re
from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer, text_of
from .steps import agents as town_hall
from .steps import captcha, changing, declaring, family, home, papers, sessions, signing_up
from .steps.agents import Agents
from .steps.people import Child, Parent

INES = Parent(
    civility="Madame", usual_name="Da Costa", first_names="Inès", username="ines.dacosta", password="Peniche78Seine"
)
HUGO = Parent(
    civility="Monsieur", usual_name="Lambert", first_names="Hugo", username="hugo.lambert", password="Peniche78Oise"
)
LOU = Child(usual_name="Lambert", first_names="Lou", sex="Féminin", birth_date=date(2021, 7, 1))
DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi) \d{1,2}(?:er)? \w+ \d{4}"
DAY_AND_HOUR = rf"{DAY} à (?:minuit|\d{{1,2}} h(?: \d\d)?)"


def test_a_parent_of_villennes_goes_from_the_public_home_to_a_validated_family(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    ines = walker("villennes-sur-seine", pictures=(1280,))
    create_the_account_of_ines(ines)
    promise = the_promise_is_a_day_and_an_hour(ines, mail)
    look_around_while_waiting(ines, promise)

    agent = walker("villennes-sur-seine", pictures=(1280,))
    agents.sign_in(agent)
    town_hall.approve_account(agent, INES.greeting, promised=promise)
    assert INES.username in text_of(mail.wait_for(INES.email, "Votre compte est validé"))

    number = declare_the_family_of_ines(ines)
    family.is_acknowledged(
        mail, INES, number, service="Relations à la population – Pôle scolaire", phone="01 39 08 25 67"
    )
    the_service_asks_again_then_accepts(agent, ines, number)
    mail.wait_for(INES.email, f"Demande n° {number} : acceptée")
    ines.go("/mon-accueil/")
    ines.follow("Voir ma famille")
    family.is_known(ines, adults=[INES, HUGO], children=[LOU])
    home.is_lived_in(
        ines,
        INES,
        child=LOU,
        number=number,
        piece="Livret de famille",
        menu=["Mon accueil", "Actualités", "Édition de documents"],
        mobile="06 39 98 45 67",
    )
    changing.correct_a_telephone(ines, agent, mail, INES, new="06 39 98 00 02")


def the_service_asks_again_then_accepts(agent: Walker, ines: Walker, number: str) -> None:
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.ask_for(agent, "Livret de famille", "Nous attendons l’acte de reconnaissance.")
    declaring.answer_the_service(
        ines,
        number,
        asked="Nous attendons l’acte de reconnaissance.",
        piece="Livret de famille",
        file=papers.pdf("reconnaissance.pdf"),
    )
    town_hall.open_case(agent, number)
    town_hall.accept(agent, "Le dossier de Lou est à rendre avant fin juin.")


def create_the_account_of_ines(ines: Walker) -> None:
    signing_up.start(ines, welcome="Votre Espace famille devient espace citoyen")
    ines.sees("Un agent de la mairie validera ensuite votre compte, sous 48 heures ouvrées.")
    assert signing_up.steps(ines) == [step for step in signing_up.STEPS if step != "Conditions"]
    ines.press("Je crée mon espace")
    signing_up.forget_the_name(ines, INES)
    signing_up.give_identity(ines, INES)
    assert ines.fields() == [
        "Numéro",
        "Nom de la voie",
        "Bâtiment",
        "Appartement",
        "Complément",
        "Code postal",
        "Ville",
        "Pays",
    ]
    signing_up.write_the_address(
        ines, number="3", street="Rue du Pré aux Moutons", postal_code="78670", city="Villennes-sur-Seine"
    )
    assert ines.fields() == ["Téléphone", "Mobile", "Fax", "Courriel obligatoire", "Moyen de contact préféré"]
    signing_up.give_contact(ines, INES)
    signing_up.go_back_to_the_identity(ines, INES)
    assert captcha.target(ines) == "paperclip"
    assert sorted(captcha.shown(ines)) == ["car", "flag", "music-note", "paperclip", "person", "shirt"]
    ines.does_not_see("Clé enfance")
    signing_up.choose_credentials(ines, INES, refused="peniche78", because="Il manque à ce mot de passe : 1 majuscule.")
    signing_up.pass_the_check(ines)


def the_promise_is_a_day_and_an_hour(ines: Walker, mail: MailPeer) -> str:
    """The same on the screen and in the e-mail."""
    assert ines.heading() == "Votre demande est enregistrée"
    ines.picture("done")
    said = re.search(f"au plus tard le ({DAY_AND_HOUR})", ines.page.inner_text("main"))
    assert said, ines.page.inner_text("main")
    assert said[1] in text_of(mail.wait_for(INES.email, "Votre demande de compte est arrivée"))
    return said[1]


def look_around_while_waiting(ines: Walker, promise: str) -> None:
    """The terms are accepted at the first sign-in; a family is not declared before the town hall's word."""
    sessions.sign_in(ines, INES.email, INES.password)
    signing_up.accept_the_terms_at_last(ines)
    ines.go("/demarches/famille/")
    assert ines.heading() == "La mairie vérifie votre compte"
    ines.sees(f"Au plus tard le {promise}, par courriel.")
    ines.picture("pending")


def declare_the_family_of_ines(ines: Walker) -> str:
    declaring.begin(ines, minutes=10)
    declaring.complete_oneself(ines, INES, {"Profession": "Marinière"})
    declaring.is_asked_whether_alone(ines)
    declaring.add_co_representative(ines, HUGO, {"Employeur": "Voies navigables"})
    ties = {INES: "Mère", HUGO: "Père"}
    declaring.add_child(ines, LOU, ties)
    declaring.add_expected_child(ines, ties)
    declaring.add_contact(ines, name="Da Costa", first_names="Rosa", link="Grand-mère")
    declaring.join_the_pieces(ines, record_book="Livret de famille", proof="Justificatif de domicile")
    declaring.read_again(ines, corrected=("Profession", "Marinière et mécanicienne"), of=INES)
    return declaring.submit(ines)
