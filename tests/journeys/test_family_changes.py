"""What changes in a family, told by the family: a birth, the days of a child between two homes."""

from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import custody, papers, sessions
from .steps.agents import Agents
from .steps.declaring import LAST_WEEK, SOON, TODAY
from .steps.people import Child
from .steps.registry import known_family
from .steps.towns import FRESNES, VILLENNES, parent_of

NORA = parent_of(FRESNES, first_names="Nora", usual_name="Haddad", username="nora.haddad")
ILAN = Child(usual_name="Haddad", first_names="Ilan", sex="Masculin", birth_date=LAST_WEEK)
EVA = parent_of(VILLENNES, first_names="Eva", usual_name="Moreau", username="eva.moreau")
PAUL = parent_of(VILLENNES, civility="Monsieur", first_names="Paul", usual_name="Garnier", username="paul.garnier")
LINA = Child(usual_name="Moreau", first_names="Lina", sex="Féminin", birth_date=date(TODAY.year - 7, 2, 3))
PIECE = "Acte de naissance ou livret de famille"


def test_the_birth_of_an_expected_child_is_told_by_the_family(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    known_family(platform, "fresnes", NORA, [], expected_on=SOON)
    person = walker("fresnes", width=390, pictures=(390,))
    sessions.sign_in_as(person, NORA)
    number = tell_the_birth(person)

    agent = walker("fresnes")
    agents.sign_in(agent)
    town_hall.open_case(agent, number)
    agent.sees("Ilan")
    town_hall.take(agent)
    town_hall.accept(agent, "Bienvenue à Ilan.")
    assert "Bienvenue à Ilan." in text_of(mail.wait_for(NORA.email, f"Demande n° {number} : acceptée"))
    person.go("/ma-famille/")
    person.does_not_see("Naissance prévue", "Déclarer la naissance")
    person.follow("La page de Ilan")
    assert person.heading() == "Ilan Haddad"
    person.sees("Né le")


def tell_the_birth(person: Walker) -> str:
    person.go("/ma-famille/")
    person.sees("Naissance prévue")
    person.follow("Déclarer la naissance")
    assert person.heading() == "Déclarer la naissance"
    person.fill("Nom d’usage", ILAN.usual_name)
    person.fill("Prénom(s)", ILAN.first_names)
    person.pick("Sexe", ILAN.sex)
    person.date("Date de naissance", SOON)
    person.press("Envoyer à la mairie")
    person.is_told("La date de naissance ne peut pas être dans le futur.", beside="Date de naissance")
    person.date("Date de naissance", ILAN.birth_date)
    person.press("Envoyer à la mairie")
    person.is_told(f"Joignez la pièce : {PIECE.lower()}.", beside=PIECE)
    person.field(PIECE).set_input_files(papers.pdf("acte.pdf"))
    person.picture("birth")
    person.press("Envoyer à la mairie")
    person.sees("la mairie met la fiche à jour")
    return person.page.url.rstrip("/").rsplit("/", 1)[-1]


def test_the_days_that_a_parent_proposes_are_those_of_both_once_an_agent_accepts(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    for parent in (EVA, PAUL):
        known_family(platform, "villennes-sur-seine", parent, [LINA])
    agent = walker("villennes-sur-seine", pictures=(1280,))
    agents.sign_in(agent)
    town_hall.confirm_the_match(agent, LINA.full_name)
    homes = {parent: walker("villennes-sur-seine", width=390, pictures=(390,)) for parent in (EVA, PAUL)}
    for parent, person in homes.items():
        sessions.sign_in_as(person, parent)
    number = custody.propose_alternation(homes[EVA], LINA, judgment=papers.pdf("jugement.pdf"))

    town_hall.open_case(agent, number)
    agent.sees("Lina Moreau, entre deux familles", "Huit semaines")
    assert town_hall.received(agent, f"Jugement ou convention, {LINA.full_name}") == 1
    town_hall.take(agent)
    town_hall.accept(agent, "Le calendrier est enregistré.")
    told = text_of(mail.wait_for(EVA.email, f"Demande n° {number} : acceptée"))
    assert "chaque parent y voit les mêmes jours" in told
    custody.reads_whose_day_it_is(homes[EVA], LINA, at_home=True)
    custody.reads_whose_day_it_is(homes[PAUL], LINA, at_home=False)
    homes[PAUL].go("/mes-demandes/")
    homes[PAUL].does_not_see(number)
