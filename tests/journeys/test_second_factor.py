"""The code of a telephone: where the commune asks its agents for it, and for a parent who wants it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.apps.accounts.telephones import shown
from tests.sixth_commune.commune import SLUG, write

from .browser import Walker
from .mail import MailPeer
from .running import RunningPlatform
from .steps import declaring, sessions, telephones
from .steps.agents import PASSWORD, replace_password
from .steps.operator import answer_of
from .steps.people import Child, Parent
from .steps.registry import known_family
from .steps.towns import FRESNES, parent_of

LÉO = Child(usual_name="Caron", first_names="Léo", sex="Masculin", birth_date=date(2019, 5, 4))
NADIA = ("nadia.perrin", "nadia@valauxbrumes.example")


def test_an_agent_adds_a_telephone_uses_it_and_loses_it(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform, tmp_path: Path
) -> None:
    username, email = NADIA
    platform.operate("create", SLUG, "--folder", str(write(tmp_path / "communes", declaring.TODAY)))
    named = ("--email", email, "--last-name", "Perrin", "--first-names", "Nadia", "--role", "family_agent")
    temporary = str(answer_of(platform, "agent", "add", SLUG, username, *named)["temporary_password"])

    agent = walker(SLUG)
    agent.go("/agents/demandes/")
    give_password(agent, username, temporary)
    replace_password(agent, temporary)
    assert agent.heading() == "Sécurité de mon compte"
    agent.sees("Votre commune demande cette étape à ses agents")
    agent.go("/agents/demandes/")
    agent.is_at("/mon-espace/securite/")
    telephone = telephones.read_the_picture(agent)
    telephones.mistype(agent, PASSWORD)
    paper = telephones.confirm(agent, telephone, PASSWORD)
    mail.wait_for(email, "Un code protège désormais votre compte")
    agent.follow("C’est gardé, continuer")
    assert agent.heading() == "À traiter"
    come_back_with_the_telephone(agent, username, shown(telephone, steps=1))
    come_back_with_the_paper(agent, username, paper[0])
    mail.wait_for(email, "Un code de secours a ouvert votre compte")

    platform.operate("agent", "factor-reset", SLUG, username, "--reason", "Téléphone volé")
    mail.wait_for(email, "La mairie a retiré le téléphone de votre compte")
    agent.go("/agents/")
    assert agent.heading() == "Espace des agents"
    give_password(agent, username, PASSWORD)
    assert agent.heading() == "Sécurité de mon compte"


def come_back_with_the_telephone(agent: Walker, username: str, code: str) -> None:
    leave(agent)
    agent.go("/agents/demandes/")
    give_password(agent, username, PASSWORD)
    assert agent.heading() == "Votre code de connexion"
    telephones.give(agent, code)
    assert agent.heading() == "Demandes"


def come_back_with_the_paper(agent: Walker, username: str, code: str) -> None:
    leave(agent)
    give_password(agent, username, PASSWORD)
    agent.follow("Je n’ai pas mon téléphone", inside="main")
    telephones.give_paper(agent, code)
    agent.sees("Il vous reste 9 codes de secours.")


def give_password(agent: Walker, username: str, password: str) -> None:
    agent.fill("Identifiant ou courriel", username)
    agent.fill("Mot de passe", password)
    agent.press("Me connecter")


def leave(agent: Walker) -> None:
    agent.page.locator("header details.account summary").click()
    agent.press("Se déconnecter")


def test_a_parent_protects_an_account_without_scripts_on_a_small_telephone(
    walker: Callable[..., Walker], mail: MailPeer, platform: RunningPlatform
) -> None:
    ines = parent_of(FRESNES, first_names="Inès", usual_name="Caron", username="ines.caron")
    known_family(platform, "fresnes", ines, [LÉO])
    person = walker("fresnes", javascript=False, width=320, height=700)
    sessions.sign_in_as(person, ines)
    person.go("/mon-espace/profil/")
    person.follow("Sécurité de mon compte", inside="main")
    telephone = telephones.read_the_picture(person)
    paper = telephones.confirm(person, telephone, ines.password)
    person.follow("C’est gardé, continuer")

    sessions.sign_out(person)
    sessions.sign_in(person, ines.username, ines.password)
    telephones.give(person, "000000")
    person.sees("Ce code n’est pas le bon, ou il a déjà servi.")
    person.tick("Ne plus me demander de code sur cet appareil pendant 30 jours")
    telephones.give(person, shown(telephone, steps=1))
    assert person.heading() == f"Bonjour {ines.greeting}"

    sessions.sign_out(person)
    sessions.sign_in_as(person, ines)
    other = walker("fresnes", javascript=False, width=320, height=700)
    use_the_paper_and_renew_it(other, ines, paper[4])
    ask_for_no_code_any_more(other, ines)
    mail.wait_for(ines.email, "Aucun code ne protège plus votre compte")


def use_the_paper_and_renew_it(other: Walker, ines: Parent, code: str) -> None:
    """The device that is trusted is another one."""
    sessions.sign_in(other, ines.username, ines.password)
    assert other.heading() == "Votre code de connexion"
    other.follow("Je n’ai pas mon téléphone", inside="main")
    telephones.give_paper(other, code)
    other.go("/mon-espace/securite/")
    other.sees("Il vous reste 9 codes de secours")
    other.follow("Demander dix nouveaux codes")
    other.fill("Votre mot de passe", ines.password)
    other.press("Voir mes nouveaux codes")
    assert len(telephones.paper_on(other)) == 10


def ask_for_no_code_any_more(other: Walker, ines: Parent) -> None:
    other.go("/mon-espace/securite/")
    other.follow("Ne plus demander de code")
    other.fill("Votre mot de passe", ines.password)
    other.press("Ne plus demander de code")
    other.sees("Votre compte ne demande plus de code.")
