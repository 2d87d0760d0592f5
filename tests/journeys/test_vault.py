"""« Mes documents », in each commune: papers deposited once, used again, and read by those they were sent to only."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .browser import Walker
from .mail import MailPeer
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import operator, papers, sessions, vault
from .steps.agents import Agents
from .steps.declaring import TODAY, piece
from .steps.towns import TOWNS, Town, parent_of

IDENTITY, PROOF, BANK = "Pièce d’identité", "Justificatif de domicile", "Relevé d’identité bancaire (RIB)"
LAST_YEAR_BILL, WATER_BILL, CARD = "Facture de gaz", "Facture d’eau", "Carte d’identité de Nora"


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.slug)
def test_papers_are_deposited_once_and_read_by_those_they_were_sent_to(
    town: Town,
    walker: Callable[..., Walker],
    mail: MailPeer,
    agents: Agents,
    platform: RunningPlatform,
    tmp_path: Path,
) -> None:
    nora = parent_of(town, first_names="Nora", usual_name="Bensaïd", username="nora.b")
    person = walker(town.slug, width=390, height=844)
    operator.import_accounts(platform, tmp_path, town.slug, [nora], letters=False)
    sessions.open_invitation(person, mail, nora)

    fill_the_vault(person)
    link = open_a_document_of_several_photos(person)
    number = move_house_with_a_bill_already_deposited(person, town)
    see_what_it_serves_for(person, number)

    agent = walker(town.slug)
    agents.sign_in(agent)
    the_agent_reads_what_was_sent_and_nothing_else(agent, number, link)
    a_link_expires(person, platform, link)


def fill_the_vault(person: Walker) -> None:
    person.go("/mes-documents/")
    person.sees("Aucun document pour le moment")
    vault.start_depositing(person, PROOF)
    person.field("Votre document").set_input_files(papers.disguised_program("facture.pdf"))
    person.date("Date du document", TODAY)
    person.press("Ajouter", inside="main")
    person.is_told(
        "« facture.pdf » n’est pas un PDF, malgré son nom : ouvrez-le pour le vérifier, puis enregistrez-le de nouveau "
        "dans ce format.",
        beside="Votre document",
    )
    sides = [papers.portrait("recto.jpg"), papers.portrait("verso.jpg")]
    vault.deposit(person, IDENTITY, sides, title=CARD, valid_until=TODAY + timedelta(days=20))
    vault.deposit(person, PROOF, [papers.pdf("gaz.pdf")], title=LAST_YEAR_BILL, issued_on=TODAY - timedelta(days=200))
    vault.deposit(
        person, PROOF, [papers.pdf("eau.pdf", "Facture d'eau")], title=WATER_BILL, issued_on=TODAY - timedelta(days=10)
    )
    person.go("/mes-documents/")
    assert vault.standing_of(person, CARD) == f"Expire bientôt : accepté jusqu’au {vault.day(TODAY + timedelta(20))}"
    assert vault.standing_of(person, LAST_YEAR_BILL).startswith("Expiré : accepté jusqu’au ")
    assert vault.standing_of(person, WATER_BILL).startswith("Accepté jusqu’au ")


def open_a_document_of_several_photos(person: Walker) -> str:
    """Both sides of a card are one PDF of two pages; return the address it came from."""
    person.follow(CARD, inside="main")
    person.sees("À aucune demande pour le moment : personne d’autre que vous ne l’a lu.")
    name, content, address = vault.downloaded(person, "Télécharger")
    assert (name, content[:5], vault.pages(content)) == ("recto.pdf", b"%PDF-", 2)
    return address


def move_house_with_a_bill_already_deposited(person: Walker, town: Town) -> str:
    person.go("/demarches/changement-d-adresse/")
    person.press("Commencer")
    person.fill("Nom de la voie", "rue des Lilas")
    person.fill("Code postal", town.postal_code)
    person.fill("Ville", town.city)
    person.press("Suivant", inside="main")
    person.date("Depuis quand y habitez-vous ?", TODAY - timedelta(days=3))
    person.press("Suivant", inside="main")
    assert person.heading() == "Mes pièces"
    place = piece(person, PROOF)
    offered = place.get_by_label("Ou depuis vos documents").locator("option").all_inner_texts()
    assert [option.partition(" – ")[0] for option in offered] == ["Choisissez", WATER_BILL, CARD]
    place.get_by_label("Ou depuis vos documents").select_option(label=offered[1])
    with person.arriving():
        place.get_by_role("button", name="Joindre").click()
    person.sees(f"« {PROOF} » est joint à votre demande.")
    person.follow("Continuer vers le récapitulatif")
    person.press("Envoyer", inside="main")
    assert person.heading() == "Nous avons bien enregistré votre demande"
    return person.page.locator("p.numbers").inner_text().strip()


def see_what_it_serves_for(person: Walker, number: str) -> None:
    person.go("/mes-documents/")
    person.follow(WATER_BILL, inside="main")
    person.sees(f"demande n° {number}", "En cours", "Vous pourrez le supprimer quand")
    expect(person.page.get_by_role("link", name="Supprimer ce document")).to_have_count(0)


def the_agent_reads_what_was_sent_and_nothing_else(agent: Walker, number: str, stolen: str) -> None:
    town_hall.open_case(agent, number)
    agent.sees(PROOF)
    agent.does_not_see(CARD, LAST_YEAR_BILL)
    name, content, _address = vault.downloaded(agent, f"{WATER_BILL} (télécharger)")
    assert (name, vault.words(content)) == ("eau.pdf", "Facture d’eau")
    refused = agent.page.goto(stolen)
    assert refused is not None
    assert refused.status == 404


def a_link_expires(person: Walker, platform: RunningPlatform, link: str) -> None:
    person.go(platform.a_day_later(person.slug, link))
    assert person.heading() == "Ce lien a expiré"
    name, content, _address = vault.downloaded(person, "Ouvrir le document")
    assert (name, vault.pages(content)) == ("recto.pdf", 2)
