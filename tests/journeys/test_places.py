"""Places: the school bus told to the town hall, a wait that ends, a year that follows another."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import asking, declaring, enrolling, places, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent
from .steps.registry import Pupil, known_family
from .steps.school_year import YEAR, renew_the_files
from .steps.towns import VILLEFRANQUE, parent_of

# The one commune that offers the notice of the bus is Villefranque.
MAYA = Child(usual_name="Etcheverry", first_names="Maya", sex="Féminin", birth_date=date(YEAR.start - 8, 4, 9))
CANTEEN, CANTEEN_TITLE = "restauration-ecole-publique", "Restauration (école publique)"
CARE, CARE_TITLE = "garderie-ecole-publique", "Garderie (école publique)"
STOP = "Ligne 38, arrêt Le Bourg"


def test_a_parent_tells_who_takes_the_school_bus(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    june = mother_of_maya(platform, "june.etcheverry")
    person = walker("villefranque", width=390, pictures=(390,))
    sessions.sign_in_as(person, june)
    number = tell_of_the_bus(person)
    told = text_of(mail.wait_for(june.email, f"Demande n° {number} : acceptée"))
    assert "Dites-nous si votre enfant cesse de prendre le car." in told
    person.go(f"/mes-demandes/{number}/")
    person.sees("Acceptée", STOP)

    agent = walker("villefranque")
    agents.sign_in(agent)
    agent.go(f"/agents/demandes/{number}/")
    agent.sees("Maya Etcheverry", "Le matin, Le soir", STOP, "est attendu par un adulte")


def test_a_place_that_comes_free_ends_the_wait(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    june = mother_of_maya(platform, "june.attend")
    places.given_place(platform, "villefranque", june, MAYA, activity=CARE, group="elementaire", waiting=True)
    person = walker("villefranque", width=390, pictures=(390,))
    sessions.sign_in_as(person, june)
    person.go("/mes-inscriptions/")
    person.sees(CARE_TITLE, "Sur liste d’attente")

    agent = walker("villefranque", pictures=(1280,))
    agents.sign_in(agent)
    places.admit(agent, MAYA, CARE_TITLE)
    told = text_of(mail.wait_for(june.email, f"Maya, {CARE_TITLE} : une place pour votre enfant"))
    assert "Une place s’est libérée" in told
    person.go("/mes-inscriptions/")
    person.sees("Inscrit")
    person.does_not_see("Sur liste d’attente")


def test_the_next_year_is_already_filled_in(
    walker: Callable[..., Walker], platform: RunningPlatform, tmp_path: Path
) -> None:
    renew_the_files(platform, tmp_path, "villefranque")
    june = mother_of_maya(platform, "june.continue")
    before = YEAR.previous
    places.given_place(
        platform,
        "villefranque",
        june,
        MAYA,
        activity=CANTEEN,
        units=["menu-vegetarien"],
        days=(before.first_day, before.last_day),
    )
    person = walker("villefranque", width=390, pictures=(390,))
    sessions.sign_in_as(person, june)
    enrolling.begin(person)
    assert person.heading() == "Maya : ce que vous autorisez"
    person.picture("enrolment-renewed")
    person.press("Précédent")
    assert person.heading() == f"Maya : {CANTEEN_TITLE} – Année scolaire {YEAR}"
    expect(person.group("Formule").get_by_label("Menu végétarien")).to_be_checked()
    person.press("Précédent")
    ticked = person.page.locator("main form input[type=checkbox]:checked")
    expect(ticked).to_have_count(1)
    assert ticked.get_attribute("value") == f"{CANTEEN}.annee-{YEAR}"


def mother_of_maya(platform: RunningPlatform, username: str) -> Parent:
    parent = parent_of(VILLEFRANQUE, first_names="June", usual_name="Etcheverry", username=username)
    pupil = Pupil(child=MAYA, school="ecole-publique", level="ce2", year=str(YEAR))
    known_family(platform, "villefranque", parent, [MAYA], pupils=[pupil])
    return parent


def tell_of_the_bus(person: Walker) -> str:
    asking.begin(person, "transport-scolaire", title="Signaler qu’un enfant prend le car scolaire", minutes=3)
    asking.answer(person, "Pour quels enfants ?", "Maya Etcheverry")
    asking.go_on(person)
    person.date("À partir du", declaring.TODAY)
    asking.answer(person, "Quels trajets ?", "Le matin")
    asking.answer(person, "Quels trajets ?", "Le soir")
    person.fill("Arrêt, ou ligne et arrêt", STOP)
    asking.answer(person, "L’avez-vous inscrit auprès de l’organisme de transport ?", "Oui")
    asking.answer(person, "À la descente du car, votre enfant…", "est attendu par un adulte")
    name_who_waits(person, "Amaia Etcheverry")
    person.picture("bus")
    asking.go_on(person)
    read = asking.read_back(person)
    assert read["Arrêt, ou ligne et arrêt"] == STOP
    assert "Amaia Etcheverry" in read["Qui d’autre que vous peut l’attendre à la descente ?"]
    return asking.submit(person, at_once=True)


def name_who_waits(person: Walker, name: str) -> None:
    """A row more, then one that is not needed after all: what was typed in the first stays."""
    person.press("Ajouter un adulte")
    person.fill("Prénom et nom", name)
    person.fill("Téléphone", "06 01 02 03 04")
    person.press("Ajouter un adulte")
    person.press("Retirer : Adulte 2")
    assert person.value("Prénom et nom") == name
