"""The school: that of one's sector by the address, or another with its reason and its proof."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from core.schooling import SchoolYear

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import asking, declaring, papers, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent
from .steps.registry import known_family
from .steps.towns import CARBON_BLANC, FRESNES, Town, parent_of

YEAR = SchoolYear.of(declaring.TODAY).next
SACHA = Child(usual_name="Lenoir", first_names="Sacha", sex="Masculin", birth_date=date(YEAR.start - 6, 4, 2))
ROMY = Child(usual_name="Lenoir", first_names="Romy", sex="Féminin", birth_date=date(YEAR.start - 8, 9, 9))
PAPERS = ["Livret de famille", "Justificatif de domicile", "Attestation de vaccination"]
PROOF = "Justificatif du motif de dérogation"


@dataclass(frozen=True, kw_only=True)
class Sector:
    """A street, the school of its sector and two others, as the commune's own files say them."""

    town: Town
    street: str
    school: str
    other: str
    nursery: str


SECTORS = (
    Sector(
        town=FRESNES,
        street="5 rue Pasteur",
        school="École élémentaire de la Fontaine",
        other="École élémentaire des Lilas",
        nursery="École maternelle des Lilas",
    ),
    Sector(
        town=CARBON_BLANC,
        street="3 rue Rosa-Parks",
        school="École primaire des Acacias",
        other="École élémentaire du Bourg",
        nursery="École maternelle du Bourg",
    ),
)


@pytest.fixture
def ines(sector: Sector, platform: RunningPlatform) -> Parent:
    parent = parent_of(
        sector.town, first_names="Inès", usual_name="Lenoir", username="ines.lenoir", street=sector.street
    )
    known_family(platform, sector.town.slug, parent, [SACHA, ROMY])
    return parent


@pytest.mark.parametrize("sector", SECTORS, ids=lambda sector: sector.town.slug)
def test_a_child_goes_to_the_school_of_the_sector_and_another_elsewhere(
    sector: Sector, ines: Parent, walker: Callable[..., Walker], mail: MailPeer, agents: Agents
) -> None:
    person = walker(sector.town.slug, width=390, pictures=(390,))
    sessions.sign_in_as(person, ines)
    number = ask_for_the_school_of_the_sector(person, sector)
    agent = walker(sector.town.slug, pictures=(390, 1280))
    agents.sign_in(agent)
    town_hall.open_case(agent, number)
    agent.sees(sector.school)
    town_hall.take(agent)
    agent.picture("agents-school")
    town_hall.accept(agent, "Bienvenue à Sacha.")
    told = text_of(mail.wait_for(ines.email, f"Demande n° {number} : acceptée"))
    assert f"Sacha est inscrit(e) à {sector.school}, en CP, pour l’année {YEAR}." in told
    assert "rendez-vous avec la direction de l’école" in told

    elsewhere = ask_for_another_school(person, sector)
    the_service_reads_the_reason(agent, elsewhere, sector)
    told = text_of(mail.wait_for(ines.email, f"Demande n° {elsewhere} : acceptée"))
    assert f"Romy est inscrit(e) à {sector.other}, en CE2, pour l’année {YEAR}." in told


def ask_for_the_school_of_the_sector(person: Walker, sector: Sector) -> str:
    begin(person, SACHA, level="CP")
    asking.answer(person, "Votre enfant est-il déjà inscrit dans une autre école ?", "Non")
    asking.go_on(person)
    assert person.value("École de votre secteur") == sector.school
    asking.answer(person, "Demandez-vous une autre école que celle de votre secteur ?", "Non")
    person.picture("school-sector")
    asking.go_on(person)
    asking.take_commitments(person)
    assert asking.pieces_asked(person) == PAPERS
    return join_and_submit(person, PAPERS)


def ask_for_another_school(person: Walker, sector: Sector) -> str:
    begin(person, ROMY, level="CE2")
    asking.answer(person, "Votre enfant est-il déjà inscrit dans une autre école ?", "Oui")
    person.fill("Nom et ville de cette école", "École Jules-Ferry, Lyon")
    asking.go_on(person)
    asking.answer(person, "Demandez-vous une autre école que celle de votre secteur ?", "Oui")
    wished = "Quelle école demandez-vous ?"
    asking.cannot_answer(person, wished, sector.school, "c’est l’école de votre secteur, sans dérogation.")
    asking.cannot_answer(person, wished, sector.nursery, "cette école n’accueille pas la classe « CE2 ».")
    asking.answer(person, wished, sector.other)
    asking.answer(person, "Pour quel motif ?", "Un frère ou une sœur y est déjà scolarisé")
    asking.go_on(person)
    person.is_told("Remplissez « Expliquez votre situation ».", beside="Expliquez votre situation")
    person.fill("Expliquez votre situation", "Son frère aîné y entre en CM2.")
    person.picture("school-derogation")
    asking.go_on(person)
    asking.take_commitments(person)
    assert asking.pieces_asked(person) == [*PAPERS, "Certificat de radiation", PROOF]
    return join_and_submit(person, [*PAPERS, PROOF])


def begin(person: Walker, child: Child, *, level: str) -> None:
    person.go("/demarches/inscription-scolaire/")
    person.sees("Votre adresse donne l’école de votre secteur.")
    person.press("Commencer")
    asking.answer(person, "Pour quel enfant ?", child.full_name)
    asking.go_on(person)
    asking.answer(person, "Pour quelle année scolaire ?", f"Année scolaire {YEAR}")
    asking.answer_in(person, "Dans quelle classe ?", level)


def join_and_submit(person: Walker, titles: list[str]) -> str:
    for title in titles:
        dated = declaring.piece(person, title).get_by_label("Année", exact=True).count()
        file = papers.pdf("piece.pdf")
        declaring.join(person, title, file, issued_on=declaring.LAST_WEEK if dated else None)
    person.follow("Continuer vers le récapitulatif")
    return asking.submit(person)


def the_service_reads_the_reason(agent: Walker, number: str, sector: Sector) -> None:
    town_hall.open_case(agent, number)
    agent.sees(
        f"École de votre secteur {sector.school}",
        "Un frère ou une sœur y est déjà scolarisé",
        "Son frère aîné y entre en CM2.",
    )
    assert town_hall.received(agent, PROOF) == 1
    town_hall.take(agent)
    agent.picture("agents-derogation")
    town_hall.accept(agent, "La dérogation est accordée.")
