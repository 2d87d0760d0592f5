"""Two parents who live apart: one child, the same days, and nothing of each other."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from .browser import Walker
from .mail import MailPeer
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import changing, custody, declaring, operator, papers, sessions
from .steps.agents import Agents
from .steps.people import Child, Parent

ANNA = Parent(
    civility="Madame",
    usual_name="Iriart",
    first_names="Anna",
    username="anna.iriart",
    password="Cerise-Noire-64",
    mobile="06 11 11 11 11",
    street="7 chemin des Cerisiers",
    postal_code="64990",
    city="Villefranque",
)
JON = Parent(
    civility="Monsieur",
    usual_name="Bidart",
    first_names="Jon",
    username="jon.bidart",
    password="Cerise-Verte-64",
    mobile="06 22 22 22 22",
    street="31 quai des Corsaires",
    postal_code="64100",
    city="Bayonne",
)
MIA = Child(usual_name="Iriart", first_names="Mia", sex="Féminin", birth_date=date(2019, 12, 24))
NEW_MOBILE = "06 39 98 77 77"


def test_separated_parents_see_their_child_and_nothing_of_each_other(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform, tmp_path: Path
) -> None:
    operator.import_accounts(platform, tmp_path, "villefranque", [ANNA, JON], letters=False)
    agent = walker("villefranque", pictures=(1280, 390))
    agents.sign_in(agent)
    homes = {}
    for parent, quality in ((ANNA, "Mère"), (JON, "Père")):
        homes[parent] = walker("villefranque", pictures=(1280, 390))
        sessions.open_invitation(homes[parent], mail, parent)
        number = declare_the_child(homes[parent], parent, quality)
        town_hall.open_case(agent, number)
        town_hall.take(agent)
        town_hall.accept(agent, "")
    town_hall.confirm_the_match(agent, MIA.full_name)

    custody.open_child(agent, MIA, family="Famille IRIART")
    custody.record_alternation(agent, MIA, first=ANNA)
    custody.reads_whose_day_it_is(homes[ANNA], MIA, at_home=True)
    custody.reads_whose_day_it_is(homes[JON], MIA, at_home=False)
    changing.correct_a_telephone(homes[JON], agent, mail, JON, new=NEW_MOBILE)
    nothing_of_the_other(homes)

    custody.open_child(agent, MIA, family="Famille IRIART")
    custody.forbid(agent, JON, custody.NOT_COLLECTED)
    custody.read_the_judgment(agent, JON, custody.NOT_COLLECTED)
    custody.reads_whose_day_it_is(homes[JON], MIA, at_home=False)
    nothing_of_the_other(homes)

    custody.open_child(agent, MIA, family="Famille IRIART")
    custody.forbid(agent, JON, "Ne doit recevoir aucune information sur l’enfant")
    homes[JON].go("/ma-famille/")
    homes[JON].sees("Les informations de cet enfant ne sont pas disponibles en ligne.")
    homes[JON].does_not_see("2019", "La page de Mia", "Ne doit", custody.JUDGMENT)
    custody.reads_whose_day_it_is(homes[ANNA], MIA, at_home=True)


def declare_the_child(person: Walker, parent: Parent, quality: str) -> str:
    declaring.begin(person, minutes=10)
    declaring.complete_oneself(person, parent, {})
    declaring.add_child(person, MIA, {parent: quality})
    person.follow("Continuer vers les pièces")
    declaring.join(person, "Livret de famille", papers.pdf(f"livret-{parent.username}.pdf"))
    bill = papers.png(f"loyer-{parent.username}.png")
    declaring.join(person, "Justificatif de domicile", bill, issued_on=declaring.LAST_WEEK)
    person.follow("Continuer vers le récapitulatif")
    return declaring.submit(person)


def nothing_of_the_other(homes: dict[Parent, Walker]) -> None:
    """On every page of their own space, each finds what is theirs and never what is the other's."""
    for parent, other in ((ANNA, JON), (JON, ANNA)):
        person = homes[parent]
        seen = ""
        for address in custody.everywhere(person, MIA):
            person.go(address)
            person.does_not_see(other.mobile, NEW_MOBILE if other is JON else ANNA.mobile, other.email, other.username)
            person.does_not_see(other.street.split(" ", 1)[1], custody.JUDGMENT, "Ne doit")
            seen += person.page.locator("body").inner_text()
        assert parent.street.split(" ", 1)[1] in seen
        assert parent.email in seen
