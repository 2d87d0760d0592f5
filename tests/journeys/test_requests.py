"""Requests: in each commune a citizen makes one of its procedures, the service asks again, then ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from .browser import Walker
from .mail import MailPeer, link_in, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import declaring, family, operator, requesting, sessions
from .steps.agents import Agents
from .steps.people import Parent

SOON = declaring.TODAY + timedelta(days=90)
PASSWORD = "Coquelicot-2026-bleu!"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One procedure of one commune, as its citizen fills it and as its service wants it completed."""

    commune: str
    title: str
    minutes: int
    fill: Callable[[Walker], None]
    recap: tuple[str, ...]
    step: str
    question: str
    correct: Callable[[Walker], None]
    corrected: str
    service: str
    phone: str
    javascript: bool = True
    decided: bool = True

    @property
    def parent(self) -> Parent:
        username = f"demande.{self.commune}"
        return Parent(civility="Madame", usual_name="Okafor", first_names="Lina", username=username, password=PASSWORD)


def ask_for_a_nursery_place(lina: Walker) -> None:
    """Begun on one day, taken up on another; the questions follow the answers as they come."""
    requesting.reveal(lina, "Votre enfant est-il né ?", "Oui")
    lina.fill("Prénom et nom de l’enfant", "Ada Okafor")
    requesting.reveal(lina, "Votre enfant est-il né ?", "Non")
    lina.does_not_see("Prénom et nom de l’enfant")
    requesting.stop_and_resume(lina, "Pré-demande de place en crèche", "L’enfant")
    lina.date("Naissance prévue le", SOON)
    lina.pick("Un frère ou une sœur est-il déjà accueilli dans une crèche de la commune ?", "Non")
    requesting.go_on(lina)
    lina.date("À partir de quand ?", SOON + timedelta(days=120))
    lina.group("Quels jours ?").get_by_label("Lundi").check()
    lina.fill("À quelles heures, à peu près ?", "de 8 h à 17 h")
    lina.group("Quel mode d’accueil souhaitez-vous ?").get_by_label("Crèche collective").check()
    requesting.go_on(lina)


def write_about_an_invoice(lina: Walker) -> None:
    lina.fill("Votre message", "Deux repas sont comptés le même jour.")
    requesting.reveal(lina, "De quoi s’agit-il ?", "Une facture ou un paiement")
    assert lina.value("Votre message") == "Deux repas sont comptés le même jour."
    lina.fill("Numéro de la facture", "2026-118")
    requesting.go_on(lina)
    lina.follow("Continuer vers le récapitulatif")


def ask_for_a_correction(lina: Walker) -> None:
    requesting.reveal(lina, "Que souhaitez-vous ?", "Corriger une information Droit de rectification.")
    lina.pick("De qui s’agit-il ?", "De moi")
    lina.fill("Quelle information est fausse, et quelle est la bonne ?", "Mon nom de naissance : Diallo.")
    requesting.go_on(lina)
    lina.follow("Continuer vers le récapitulatif")


def say_what_one_thinks(lina: Walker) -> None:
    requesting.reveal(lina, "Comment cela s’est-il passé ?", "Moyennement")
    lina.group("Qu’est-ce qui vous a gêné ?").get_by_label("C’était trop long").check()
    lina.pick("Souhaitez-vous une réponse ?", "Oui")
    requesting.go_on(lina)


CASES = [
    Asked(
        commune="fresnes",
        title="Pré-demande de place en crèche",
        minutes=6,
        fill=ask_for_a_nursery_place,
        recap=("Naissance prévue le", "Crèche collective", "de 8 h à 17 h"),
        step="Votre besoin",
        question="À quelles heures, à peu près ?",
        correct=lambda lina: lina.fill("À quelles heures, à peu près ?", "de 7 h 30 à 18 h"),
        corrected="de 7 h 30 à 18 h",
        service="Accueil unique",
        phone="01 49 84 56 56",
    ),
    Asked(
        commune="villefranque",
        title="Contacter la mairie",
        minutes=2,
        fill=write_about_an_invoice,
        recap=("Une facture ou un paiement", "2026-118", "Deux repas sont comptés le même jour."),
        step="Votre message",
        question="Numéro de la facture",
        correct=lambda lina: lina.fill("Numéro de la facture", "2026-181"),
        corrected="2026-181",
        service="Service périscolaire",
        phone="05 36 49 12 64",
        javascript=False,
        decided=False,
    ),
    Asked(
        commune="villennes-sur-seine",
        title="Exercer mes droits sur mes données",
        minutes=4,
        fill=ask_for_a_correction,
        recap=("Corriger une information", "De moi", "Mon nom de naissance : Diallo."),
        step="Votre demande",
        question="De qui s’agit-il ?",
        correct=lambda lina: lina.pick("De qui s’agit-il ?", "D’un de mes enfants"),
        corrected="D’un de mes enfants",
        service="Pôle scolaire",
        phone="01 39 08 25 67",
    ),
    Asked(
        commune="carbon-blanc",
        title="Votre avis nous intéresse",
        minutes=2,
        fill=say_what_one_thinks,
        recap=("Moyennement", "C’était trop long"),
        step="Votre avis",
        question="Comment cela s’est-il passé ?",
        correct=lambda lina: requesting.reveal(lina, "Comment cela s’est-il passé ?", "Bien"),
        corrected="Bien",
        service="Service Enfance",
        phone="05 36 49 33 56",
        decided=False,
    ),
]


@pytest.mark.parametrize("asked", CASES, ids=lambda asked: asked.commune)
def test_a_request_is_made_completed_and_ended(
    asked: Asked,
    walker: Callable[..., Walker],
    mail: MailPeer,
    agents: Agents,
    platform: RunningPlatform,
    tmp_path: Path,
) -> None:
    operator.import_accounts(platform, tmp_path, asked.commune, [asked.parent], letters=False)
    lina = walker(asked.commune, javascript=asked.javascript, pictures=(1280, 390))
    open_the_account(lina, walker, mail, asked)
    requesting.begin(lina, asked.title, minutes=asked.minutes)
    asked.fill(lina)
    number = requesting.file(lina, *asked.recap, decided=asked.decided)
    family.is_acknowledged(mail, asked.parent, number, service=asked.service, phone=asked.phone, decided=asked.decided)
    family.is_tracked(walker(asked.commune), mail, asked.parent, number, "Déposée")

    agent = walker(asked.commune, pictures=(1280, 390))
    agents.sign_in(agent)
    use = "Accepter" if asked.decided else "Répondre et clore"
    town_hall.write_canned_answer(agent, "Merci et à bientôt", "Bonjour, c’est réglé. Demande n° {numero}.", use=use)
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.ask_for(agent, f"{asked.step} : {asked.question}", "Pouvez-vous vérifier ce point ?")

    complete(lina, mail, asked, number)

    town_hall.open_case(agent, number)
    agent.sees(asked.corrected, f"{asked.question} (réponse d’abord donnée)")
    agent.sees("La famille a écrit")
    town_hall.insert(agent, "Merci et à bientôt", use=use)
    end = town_hall.accept if asked.decided else town_hall.close
    end(agent, f"Bonjour, c’est réglé. Demande n° {number}.")
    subject = "acceptée" if asked.decided else "le service vous répond"
    told = mail.wait_for(asked.parent.email, f"Demande n° {number} : {subject}")
    assert f"c’est réglé. Demande n° {number}." in text_of(told)
    lina.go(f"/mes-demandes/{number}/?onglet=historique")
    lina.sees("Acceptée" if asked.decided else "Close", "Compléments demandés", "Compléments reçus")


def open_the_account(lina: Walker, walker: Callable[..., Walker], mail: MailPeer, asked: Asked) -> None:
    """The terms are read with scripts; who has none signs in afterwards."""
    if asked.javascript:
        sessions.open_invitation(lina, mail, asked.parent)
        return
    sessions.open_invitation(walker(asked.commune), mail, asked.parent)
    sessions.sign_in_as(lina, asked.parent)


def complete(lina: Walker, mail: MailPeer, asked: Asked, number: str) -> None:
    """The e-mail counts what is to be seen again, and leads to it."""
    told = mail.wait_for(asked.parent.email, f"Demande n° {number} : il manque quelque chose")
    assert "1 réponse à revoir dans votre demande" in text_of(told)
    assert link_in(told, "/mes-demandes/").endswith(f"/mes-demandes/{number}/")
    requesting.begins_to_answer(lina, number, asked="Pouvez-vous vérifier ce point ?", questions=(asked.question,))
    asked.correct(lina)
    requesting.send(lina)
