"""The town hall's side: agents sign in, approve accounts, decide requests, hand keys over."""

from dataclasses import dataclass, field

from tests.journeys.browser import Walker

from .operator import Operator, answer_of

PASSWORD = "Coquelicot-2026-vert!"


@dataclass
class Agents:
    """One agent for each commune, created by the operator the first time that somebody needs them."""

    operator: Operator
    passwords: dict[str, str] = field(default_factory=dict)

    def sign_in(self, agent: Walker) -> None:
        """Through the agents' door; the first time, the operator's password is replaced at once."""
        temporary = self._temporary_password(agent.slug)
        agent.go("/agents/")
        assert agent.heading() == "Espace des agents"
        agent.fill("Identifiant ou courriel", "agent.famille")
        agent.fill("Mot de passe", temporary or PASSWORD)
        agent.press("Me connecter")
        if temporary:
            replace_password(agent, temporary)
            self.passwords[agent.slug] = PASSWORD
        assert agent.heading() == "À traiter"

    def _temporary_password(self, slug: str) -> str:
        """Return the password on the operator's screen, nothing once the agent has replaced it."""
        if slug in self.passwords:
            return ""
        created = answer_of(
            self.operator,
            *("agent", "add", slug, "agent.famille", "--email", f"agent@{slug}.example"),
            *("--last-name", "Lemoine", "--first-names", "Claude", "--role", "family_agent"),
        )
        return str(created["temporary_password"])


def replace_password(agent: Walker, temporary: str) -> None:
    assert agent.heading() == "Choisissez votre mot de passe"
    agent.fill("Mot de passe actuel", temporary)
    agent.fill("Nouveau mot de passe", PASSWORD)
    agent.fill("Nouveau mot de passe, une seconde fois", PASSWORD)
    agent.press("Changer mon mot de passe")


def approve_account(agent: Walker, name: str, *, promised: str = "") -> None:
    """From the work list, which shows the moment that was promised, to the account, then the decision."""
    agent.go("/agents/")
    agent.sees(promised)
    agent.picture("agents-home")
    agent.follow(name)
    agent.picture("agents-account")
    agent.press("Valider ce compte")
    agent.sees(f"Le compte de {name} est validé")


def open_case(agent: Walker, number: str) -> None:
    agent.go("/agents/")
    agent.picture("agents-home")
    agent.follow("Demandes", inside="nav")
    agent.follow(number)
    agent.sees(f"n° {number}")


def take(agent: Walker) -> None:
    agent.press("Prendre cette demande")
    agent.sees("La demande est à vous")


def ask_for(agent: Walker, piece: str, message: str) -> None:
    """Say what is missing, read the message again, send it."""
    agent.page.locator("summary", has_text="Demander un complément").click()
    agent.picture("agents-case")
    agent.tick(piece)
    agent.fill("Ce que la famille doit faire", message)
    agent.press("Relire et demander…")
    agent.sees(message)
    agent.press("Envoyer la demande")
    agent.sees("La demande de complément est partie", "Délai suspendu")


def received(agent: Walker, piece: str) -> int:
    """Return how many files of this name are beside the request: a link, or a button where each reading is noted."""
    pieces = agent.page.get_by_role("complementary", name="Pièces et décision")
    openers = pieces.get_by_role("link").or_(pieces.get_by_role("button"))
    return openers.filter(has_text=f"{piece} (télécharger").count()


def accept(agent: Walker, note: str) -> None:
    agent.fill("Un mot pour la famille", note)
    agent.press("Relire et accepter…")
    agent.sees(note)
    agent.picture("agents-confirm")
    agent.press("Accepter et envoyer")
    agent.sees("La demande est acceptée")


def close(agent: Walker, answer: str) -> None:
    """Answer what asks for no decision, read the message again, send it."""
    agent.fill("Votre réponse", answer)
    agent.press("Relire et clore…")
    agent.sees(answer)
    agent.picture("agents-close")
    agent.press("Clore et envoyer")
    agent.sees("La demande est close")


def write_canned_answer(agent: Walker, title: str, body: str, *, use: str = "Accepter") -> None:
    """Words for every ending of one's service."""
    agent.go("/agents/")
    agent.follow("Réponses types", inside="nav")
    agent.follow("Écrire une réponse type")
    agent.fill("Nom", title)
    agent.choose("Proposée pour", use)
    agent.fill("Texte", body)
    agent.press("Enregistrer")
    agent.sees(title)


def insert(agent: Walker, title: str, *, use: str = "Accepter") -> None:
    """Put the words written beforehand in the message of the ending."""
    accepting = agent.page.locator("details", has_text=use).first
    accepting.get_by_label("Réponse type").select_option(label=title)
    with agent.arriving():
        accepting.get_by_role("button", name="Insérer").click()


def refuse(agent: Walker, reason: str) -> None:
    """Write why, read the message again, send it."""
    agent.page.locator("summary", has_text="Refuser").click()
    agent.pick("Motif", "Une autre raison, que j’écris")
    agent.fill("Précision que la famille lira", reason)
    agent.press("Relire et refuser…")
    agent.sees(reason)
    agent.press("Refuser et envoyer")
    agent.sees("La demande est refusée")


def mail_a_key(agent: Walker, *, family: str, to: str) -> None:
    """Search the family, give one of its adults a key by e-mail."""
    agent.page.get_by_role("searchbox", name="Chercher une famille").first.fill(family)
    agent.press("Chercher", inside="header")
    agent.follow(family, inside="main table")
    agent.picture("agents-family")
    with agent.arriving():
        agent.page.locator("form.key-form", has_text=to).get_by_role("button", name="Par courriel").click()
    agent.sees(f"La clé de {to} part à l’adresse")


def confirm_the_match(agent: Walker, child: str) -> None:
    """The same child in two families: both sides beside each other, then one child."""
    agent.go("/agents/")
    agent.follow("Rapprochements", inside="nav")
    agent.sees(f"{child} : un même enfant dans deux familles")
    agent.picture("agents-match")
    agent.press("C’est le même enfant", inside=f"article:has-text('{child}')")
    agent.sees(f"{child} est maintenant un seul enfant dans les deux familles")
