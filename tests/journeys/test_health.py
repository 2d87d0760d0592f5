"""The health record in each commune: filled, read with a reason that the family sees, and its PAI signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import asking, declaring, health, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent
from .steps.registry import known_family
from .steps.school_year import renew_the_files
from .steps.towns import CARBON_BLANC, FRESNES, VILLEFRANQUE, VILLENNES, Town, parent_of

MILO = Child(usual_name="Ferrand", first_names="Milo", sex="Masculin", birth_date=date(2019, 5, 6))
PRIVATE = ("Arachides", "Kiwi", "Ventoline", "Stylo", "lunettes", "arachides")
SUBJECT = "Allergie aux arachides"
END = declaring.TODAY + timedelta(days=200)


@dataclass(frozen=True, kw_only=True)
class Practice:
    """Two doctors of a commune, whether it wants the pages of the vaccines, and what waits there for a plan."""

    town: Town
    doctor: str
    other_doctor: str
    booklet: bool = False
    waits: str = ""


PRACTICES = (
    Practice(town=FRESNES, doctor="Dr Hélène Chevalier", other_doctor="Dr Samira Benali"),
    Practice(town=VILLEFRANQUE, doctor="Dr Hélène Larralde", other_doctor="Dr Jean Harispe"),
    Practice(
        town=VILLENNES,
        doctor="Dr Hélène Vasseur",
        other_doctor="Dr Thomas Adler",
        booklet=True,
        waits="grandes-vacances",
    ),
    Practice(town=CARBON_BLANC, doctor="Dr Hélène Moreau", other_doctor="Dr Luc Castaing"),
)


@pytest.fixture
def claire(practice: Practice, platform: RunningPlatform) -> Parent:
    parent = parent_of(practice.town, first_names="Claire", usual_name="Ferrand", username="claire.ferrand")
    known_family(platform, practice.town.slug, parent, [MILO])
    return parent


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.town.slug)
def test_a_health_record_is_filled_read_for_a_reason_and_its_plan_signed(
    practice: Practice,
    claire: Parent,
    walker: Callable[..., Walker],
    mail: MailPeer,
    agents: Agents,
    platform: RunningPlatform,
    tmp_path: Path,
) -> None:
    slug = practice.town.slug
    parent = walker(slug, width=390, height=844, pictures=(390,))
    sessions.sign_in_as(parent, claire)
    number = fill_the_record(parent, practice)
    text = text_of(mail.wait_for(claire.email, number))
    assert "Le dossier santé de Milo est à jour." in text
    assert [word for word in PRIVATE if word in text] == []
    the_family_reads_what_was_kept(parent)
    if practice.waits:
        renew_the_files(platform, tmp_path, slug)
        an_activity_waits_for_the_signature(parent, practice.waits)

    officer = walker(slug, pictures=(1280,))
    health.officer_signs_in(officer, platform)
    the_officer_reads_and_signs(officer, practice, tmp_path)
    assert words_of_health_in(mail, claire) == []

    another = walker(slug)
    agents.sign_in(another)
    the_others_see_nothing(another, number)
    the_family_sees_the_plan_and_the_readings(parent, booklet=practice.booklet)
    if practice.waits:
        parent.go(f"/activites/{practice.waits}/")
        parent.does_not_see("PAI en attente de signature")


def fill_the_record(parent: Walker, practice: Practice) -> str:
    health.reach_the_record(parent, MILO.full_name)
    assert parent.heading() == "L’enfant"
    asking.go_on(parent)
    health.say_allergies(parent)
    health.say_meals(parent)
    health.find_the_doctor(parent, "helene", found=practice.doctor, others=practice.other_doctor)
    health.say_care(parent)
    assert parent.heading() == "Les vaccins obligatoires"
    how = "Oui, j’envoie les pages du carnet de santé" if practice.booklet else "Oui, je l’atteste sur l’honneur"
    asking.answer(parent, "Votre enfant a-t-il reçu les vaccins obligatoires à son âge ?", how)
    asking.go_on(parent)
    health.ask_a_plan(parent, SUBJECT)
    health.join_the_papers(parent, booklet=practice.booklet)
    read = asking.read_back(parent)
    assert read["Quel est le médecin de votre enfant ?"] == practice.doctor
    parent.sees("Ce que nous n’enregistrerons pas", "La phrase qui contient « halal »")
    parent.picture("health-recap")
    return asking.submit(parent, at_once=True)


def the_officer_reads_and_signs(officer: Walker, practice: Practice, folder: Path) -> None:
    health.read_with_a_reason(officer, MILO.full_name)
    sheet = health.print_the_sheet(officer, MILO.full_name, folder)
    assert "FERRAND Milo" in sheet
    assert "PAI EN ATTENTE DE SIGNATURE" in sheet.upper()
    assert "Arachides – Urgence vitale" in sheet
    health.write_and_sign_the_plan(officer, MILO.full_name, signed_on=declaring.TODAY, until=END)
    if practice.booklet:
        health.check_the_booklet(officer, MILO.full_name)


def the_family_reads_what_was_kept(parent: Walker) -> None:
    parent.go("/ma-famille/")
    parent.follow("La page de Milo")
    parent.follow("Voir la page santé")
    parent.sees("PAI en attente de signature", "Kiwi", "Porte des lunettes.", f"Objet : {SUBJECT}")
    parent.does_not_see("halal")
    parent.picture("health-waiting")


def an_activity_waits_for_the_signature(parent: Walker, activity: str) -> None:
    """The refusal says what is missing, and leads to where it is followed."""
    parent.go(f"/activites/{activity}/")
    parent.sees("PAI en attente de signature pour Milo. L’inscription s’ouvrira une fois le PAI signé.")
    parent.picture("health-activity")
    parent.follow("Voir le PAI")
    parent.sees("Votre demande du", "certaines activités restent fermées à Milo")


def the_others_see_nothing(agent: Walker, number: str) -> None:
    """Neither the request, nor the records, nor the plans."""
    agent.go("/agents/demandes/?etat=tous")
    agent.does_not_see(number)
    for path in (f"/agents/demandes/{number}/", "/agents/sante/", "/agents/sante/pai/", "/agents/sante/vaccins/"):
        agent.page.goto(agent.address + path)
        agent.does_not_see(*PRIVATE, MILO.full_name)


def the_family_sees_the_plan_and_the_readings(parent: Walker, *, booklet: bool) -> None:
    parent.page.reload()
    parent.inspect()
    parent.does_not_see("PAI en attente de signature")
    parent.sees("Signé", "panier-repas fourni par la famille", "Stylo, allonger, appeler le 15.")
    if booklet:
        parent.sees("Vérifiés par un agent")
    readings = [" ".join(row.split()) for row in parent.page.locator("#lectures tbody tr").all_inner_texts()]
    whys = ["Préparer l’accueil de l’enfant", "Préparer une sortie ou un séjour", "Instruire le projet d’accueil"]
    assert [why for why in whys if not any(why in row for row in readings)] == []
    assert all("Référent santé" in row for row in readings)
    parent.picture("health-signed")


def words_of_health_in(mail: MailPeer, parent: Parent) -> list[str]:
    """Return the words of health in the e-mail that says that the plan is signed."""
    text = text_of(mail.wait_for(parent.email, "Le PAI de Milo est signé"))
    assert "panier-repas" in text
    return [word for word in PRIVATE if word in text]
