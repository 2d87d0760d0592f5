"""The health record: a parent fills it page after page, the health officer reads it and signs the PAI."""

from datetime import date
from io import BytesIO
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.browser import Walker

from . import asking, declaring, papers
from .agents import PASSWORD
from .operator import Operator, answer_of

BOOKLET, PROTOCOL = "Vaccinations du carnet de santé", "Protocole du médecin ou ordonnance"


def officer_signs_in(officer: Walker, operator: Operator) -> None:
    """The operator gives the role that alone opens health; the temporary password is replaced at once."""
    created = answer_of(
        operator,
        *("agent", "add", officer.slug, "referent.sante", "--email", f"sante@{officer.slug}.example"),
        *("--last-name", "Aubry", "--first-names", "Dominique", "--role", "health_officer"),
    )
    temporary = str(created["temporary_password"])
    officer.go("/agents/")
    officer.fill("Identifiant ou courriel", "referent.sante")
    officer.fill("Mot de passe", temporary)
    officer.press("Me connecter")
    officer.fill("Mot de passe actuel", temporary)
    officer.fill("Nouveau mot de passe", PASSWORD)
    officer.fill("Nouveau mot de passe, une seconde fois", PASSWORD)
    officer.press("Changer mon mot de passe")
    assert officer.heading() == "À traiter"


def reach_the_record(parent: Walker, child: str) -> None:
    """From the family to the child, to its health, which is empty, to the procedure."""
    parent.go("/ma-famille/")
    parent.follow(f"La page de {child.split()[0]}")
    parent.follow("Voir la page santé")
    parent.sees("Le dossier santé est vide", "Aucun agent n’a encore ouvert ce dossier.")
    parent.picture("health-empty")
    parent.follow("Remplir le dossier")
    parent.press("Commencer")


def say_allergies(parent: Walker) -> None:
    assert parent.heading() == "Les allergies"
    asking.answer(parent, "Votre enfant a-t-il une allergie ou une intolérance ?", "Oui")
    asking.answer(parent, "À quoi ?", "Arachides")
    asking.answer(parent, "À quoi ?", "Autre chose")
    parent.fill("À quoi d’autre ?", "Kiwi")
    parent.picture("health-allergies")
    asking.go_on(parent)
    assert parent.heading() == "En cas de réaction"
    parent.pick("Arachides : quelle gravité ?", "Urgence vitale")
    parent.fill("Arachides : que faut-il faire ?", "Stylo dans le sac, puis le 15.")
    parent.pick("Autre chose : quelle gravité ?", "Gêne")
    asking.go_on(parent)


def say_meals(parent: Walker) -> None:
    assert parent.heading() == "Les repas"
    asking.answer(parent, "Votre enfant suit-il un régime particulier ?", "Oui")
    offered = parent.group("Lequel ?").get_by_role("checkbox")
    expect(offered.first).to_be_visible()
    parent.tick("Sans porc")
    asking.go_on(parent)


def find_the_doctor(parent: Walker, text: str, *, found: str, others: str) -> None:
    """Search the commune's list without an accent, choose among what was found."""
    assert parent.heading() == "Le médecin"
    parent.fill("Cherchez votre médecin", text)
    asking.go_on(parent)
    assert parent.heading() == "Choisir le médecin"
    parent.sees(found, "Un autre médecin, que j’indique")
    parent.does_not_see(others)
    parent.picture("health-doctor")
    asking.answer(parent, "Quel est le médecin de votre enfant ?", found)
    asking.go_on(parent)


def say_care(parent: Walker) -> None:
    assert parent.heading() == "Les soins et les besoins"
    asking.answer(parent, "Faut-il lui donner un traitement, ou faire un geste, pendant l’accueil ?", "Oui")
    parent.fill("Que faut-il faire ?", "Ventoline dans la poche bleue.")
    asking.answer(parent, "A-t-il besoin d’une aide ou d’un aménagement ?", "Non")
    parent.fill("Autre chose à savoir ?", "Porte des lunettes. Repas halal.")
    asking.go_on(parent)


def ask_a_plan(parent: Walker, subject: str) -> None:
    assert parent.heading() == "Le projet d’accueil individualisé (PAI)"
    parent.sees("l'enfant ne mange pas à la cantine avant la signature")
    asking.answer(parent, "Demandez-vous un PAI pour votre enfant ?", "Oui")
    parent.fill("Précisez l’objet du PAI", subject)
    parent.picture("health-plan")
    asking.go_on(parent)
    asking.take_commitments(parent)


def join_the_papers(parent: Walker, *, booklet: bool) -> None:
    assert asking.pieces_asked(parent) == ([BOOKLET, PROTOCOL] if booklet else [PROTOCOL])
    if booklet:
        declaring.join(parent, BOOKLET, papers.pdf("carnet.pdf", "Vaccinations"))
    declaring.join(parent, PROTOCOL, papers.pdf("protocole.pdf", "Protocole"))
    parent.follow("Continuer vers le récapitulatif")


def read_with_a_reason(officer: Walker, child: str) -> None:
    """Nothing is shown before a reason is given."""
    officer.go("/agents/sante/")
    officer.fill("Nom ou prénom de l’enfant", child.split()[0])
    officer.press("Chercher", inside="main")
    officer.follow(child, inside="main table")
    officer.does_not_see("Arachides")
    officer.press("Ouvrir le dossier")
    officer.is_told(
        "Le champ « Pourquoi ouvrez-vous ce dossier ? » est obligatoire.", beside="Pourquoi ouvrez-vous ce dossier ?"
    )
    officer.choose("Pourquoi ouvrez-vous ce dossier ?", "Préparer l’accueil de l’enfant")
    officer.press("Ouvrir le dossier")
    officer.sees("Arachides", "Kiwi", "Stylo dans le sac, puis le 15.", "Ventoline dans la poche bleue.", "Sans porc")
    officer.does_not_see("halal")
    officer.picture("agents-health-record")


def print_the_sheet(officer: Walker, child: str, folder: Path) -> str:
    """Download the emergency sheet, one page of PDF, and return its words."""
    officer.go("/agents/sante/")
    officer.follow(child, inside="main table")
    officer.choose("Pourquoi ouvrez-vous ce dossier ?", "Préparer une sortie ou un séjour")
    with officer.page.expect_download() as waited:
        officer.page.get_by_role("button", name="Fiche d’urgence (PDF)").click()
    file = folder / waited.value.suggested_filename
    waited.value.save_as(file)
    [page] = PdfReader(BytesIO(file.read_bytes())).pages
    return " ".join(page.extract_text().split())


def write_and_sign_the_plan(officer: Walker, child: str, *, signed_on: date, until: date) -> None:
    officer.go("/agents/sante/pai/")
    officer.follow(child, inside="main table")
    officer.does_not_see("Allergie aux arachides")
    officer.press("Ouvrir le PAI")
    officer.sees("Allergie aux arachides", PROTOCOL)
    officer.press("Commencer la rédaction")
    officer.sees("Le PAI est en cours de rédaction.")
    officer.press("Ouvrir le PAI")
    officer.date("Signé le", signed_on)
    officer.date("Valable jusqu’au", until)
    officer.fill("Conduite à tenir", "Stylo, allonger, appeler le 15.")
    officer.tick("La famille fournit le panier-repas")
    officer.picture("agents-plan")
    officer.press("Le PAI est signé")
    officer.sees("Le PAI est signé : la famille est prévenue.")


def check_the_booklet(officer: Walker, child: str) -> None:
    officer.go("/agents/sante/vaccins/")
    officer.follow(child, inside="main table")
    officer.press("Vérifier les vaccins")
    officer.sees(BOOKLET)
    officer.pick("Ce que vous avez lu", "Tous les vaccins obligatoires sont faits")
    officer.press("Enregistrer")
    officer.sees(f"Les vaccins de {child} sont vérifiés.")
