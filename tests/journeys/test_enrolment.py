"""Enrolment in each commune: three places in one request, an answer to each line, then a lighter request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import enrolling, papers, sessions
from .steps.agents import Agents
from .steps.people import Child
from .steps.registry import Pupil, known_family
from .steps.school_year import YEAR, renew_the_files
from .steps.towns import CARBON_BLANC, FRESNES, VILLEFRANQUE, VILLENNES, Town, parent_of

LÉO = Child(usual_name="Costa", first_names="Léo", sex="Masculin", birth_date=date(YEAR.start - 7, 5, 12))
ZOÉ = Child(usual_name="Costa", first_names="Zoé", sex="Féminin", birth_date=date(YEAR.start - 4, 3, 3))
WORD = "Bienvenue à Léo et à Zoé."
REFUSAL = "Les vaccinations de Zoé ne sont pas à jour : complétez son dossier santé, puis redemandez."
UNKNOWN_SCHOOL = "Il manque l’école de l’enfant."
SUBJECT = "Allergie aux arachides."


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the commune's own files make of the same request."""

    town: Town
    school: str
    nursery: str
    lunch: str
    other: str
    other_choices: Mapping[str, str]
    third: str
    allowed: tuple[str, ...]
    rules: str
    pieces: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()
    asked_again: tuple[str, ...] = ()
    new_pieces: tuple[str, ...] = ()
    known_piece: str = "Justificatif de domicile"


OFFERS = (
    Offer(
        town=FRESNES,
        school="elementaire-des-lilas",
        nursery="École maternelle des Lilas",
        lunch="Restauration scolaire",
        other="Activités sportives",
        other_choices={"Formule": "Mercredi après-midi"},
        third="Activités culturelles",
        allowed=("Faire donner les soins",),
        rules="Règlement des activités de l'enfance",
        pieces=("Justificatif de domicile", "Attestation d'assurance", "Certificat médical ou questionnaire de santé"),
    ),
    Offer(
        town=VILLEFRANQUE,
        school="ecole-publique",
        nursery="École publique de Villefranque",
        lunch="Restauration (école publique)",
        refused=(("Restauration (école privée)", "C’est réservé aux élèves de l’école privée."),),
        other="Garderie (école publique)",
        other_choices={"Formule": "Le soir"},
        third="Car scolaire",
        allowed=("Faire donner les soins", "Filmer ou photographier"),
        rules="Règlement du périscolaire",
        pieces=("Justificatif de domicile", "Livret de famille"),
        known_piece="",
    ),
    Offer(
        town=VILLENNES,
        school="elementaire-du-bourg",
        nursery="École maternelle du Bourg",
        lunch="Restauration scolaire",
        refused=(("Étude", "C’est réservé à ces classes : CP, CE1, CE2, CM1, CM2."),),
        other="Étude",
        other_choices={},
        third="Mercredis",
        allowed=("Faire donner les soins",),
        rules="Règlement des accueils périscolaires et de loisirs",
        pieces=("Justificatif de domicile", "Vaccinations du carnet de santé", "Attestation d'assurance scolaire"),
        asked_again=("image", "sorties"),
    ),
    Offer(
        town=CARBON_BLANC,
        school="elementaire-du-bourg",
        nursery="École maternelle du Bourg",
        lunch="Restauration",
        refused=(("Action-jeunes", "Il faut avoir 11 ans au "),),
        other="École multisport",
        other_choices={},
        third="Accueil périscolaire",
        allowed=("Faire donner les soins", "Utiliser l'image"),
        rules="Règlement de l'enfance et de la jeunesse",
        pieces=(
            "Justificatif de domicile",
            "Attestation d'assurance extra-scolaire",
            "Questionnaire de santé du jeune sportif",
        ),
        new_pieces=("Vaccinations du carnet de santé",),
    ),
)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.town.slug)
def test_a_parent_enrols_two_children_and_each_line_has_its_answer(
    offer: Offer,
    walker: Callable[..., Walker],
    mail: MailPeer,
    platform: RunningPlatform,
    agents: Agents,
    tmp_path: Path,
) -> None:
    renew_the_files(platform, tmp_path, offer.town.slug)
    inès = parent_of(offer.town, first_names="Inès", usual_name="Costa", username="ines")
    pupil = Pupil(child=LÉO, school=offer.school, level="ce1", year=str(YEAR))
    known_family(platform, offer.town.slug, inès, [LÉO, ZOÉ], pupils=[pupil], contact=("Rosa", "Costa"))

    person = walker(offer.town.slug, pictures=(1280, 390))
    sessions.sign_in_as(person, inès)
    number = ask_for_three_places(person, offer)
    mail.wait_for(inès.email, f"Nous avons reçu votre demande n° {number}")

    agent = walker(offer.town.slug, pictures=(1280,))
    agents.sign_in(agent)
    answer_line_by_line(agent, offer, number)
    told = text_of(mail.wait_for(inès.email, f"Demande n° {number} : acceptée"))
    read_the_result(person, offer, told)
    ask_for_less(person, offer)


def ask_for_three_places(person: Walker, offer: Offer) -> str:
    enrolling.begin(person)
    enrolling.choose(person, "Pour quels enfants ?", "Léo", "Zoé")
    enrolling.go_on(person)
    mend_what_is_missing(person, offer)
    enrolling.choose(person, "Pour Léo", offer.lunch, offer.other)
    enrolling.choose(person, "Pour Zoé", offer.lunch)
    person.picture("enrolment-grid")
    enrolling.go_on(person)
    choose_the_places(person, offer)
    allow_and_forbid(person, offer)
    assert person.heading() == "Mes engagements"
    person.sees(offer.rules)
    enrolling.tick_everything(person)
    enrolling.go_on(person)
    assert enrolling.join_what_is_required(person, papers.pdf("piece.pdf")) == list(offer.pieces)
    person.follow("Continuer vers le récapitulatif")
    person.sees("Menu végétarien", "Ana", "Lopes", SUBJECT)
    return enrolling.submit(person)


def mend_what_is_missing(person: Walker, offer: Offer) -> None:
    """What cannot be asked yet says why and leads to where it is mended; the draft has kept everything."""
    assert person.heading() == "Les activités"
    enrolling.is_refused(person, "Pour Zoé", offer.lunch, because=UNKNOWN_SCHOOL)
    enrolling.say_the_school(person, "Pour Zoé", school=offer.nursery, level="Moyenne section")
    person.sees("L’école de Zoé est enregistrée")
    assert person.heading() == "Les activités"
    for option, because in offer.refused:
        enrolling.is_refused(person, "Pour Zoé", option, because=because)


def choose_the_places(person: Walker, offer: Offer) -> None:
    """One page for each child and each activity: the dates, the place, the group of the class, the unit."""
    assert person.heading().startswith(f"Léo : {offer.lunch}")
    enrolling.choose(person, "Formule", "Menu végétarien")
    person.picture("enrolment-line")
    enrolling.go_on(person)
    assert person.heading().startswith(f"Léo : {offer.other}")
    for legend, option in offer.other_choices.items():
        enrolling.choose(person, legend, option)
    enrolling.go_on(person)
    assert person.heading().startswith(f"Zoé : {offer.lunch}")
    enrolling.choose(person, "Formule", "Menu")
    enrolling.go_on(person)


def allow_and_forbid(person: Walker, offer: Offer) -> None:
    """Once for each child, whatever the number of activities."""
    assert person.heading() == "Léo : ce que vous autorisez"
    person.press("Suivant")
    person.sees("Choisissez")
    enrolling.answer_every_permission(person, allowed=(*offer.allowed, "Venir chercher"))
    somebody = {"Son prénom": "Ana", "Son nom": "Lopes", "Son téléphone": "06 39 98 00 11"}
    enrolling.name_somebody(person, "Léo", somebody, link="Voisin ou voisine")
    enrolling.choose(person, "Faut-il un projet d’accueil individualisé (PAI) pour Léo ?", "Oui")
    person.fill("L’objet du PAI", SUBJECT)
    person.picture("enrolment-permissions")
    enrolling.go_on(person)
    assert person.heading() == "Zoé : ce que vous autorisez"
    enrolling.answer_every_permission(person, allowed=offer.allowed)
    enrolling.choose(person, "Faut-il un projet d’accueil individualisé (PAI) pour Zoé ?", "Non")
    enrolling.go_on(person)


def answer_line_by_line(agent: Walker, offer: Offer, number: str) -> None:
    """One place given, one on the waiting list, one refused with its reason; then the whole is sent."""
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    agent.does_not_see(SUBJECT)
    line(agent, "Léo Costa", offer.other).get_by_label("Liste d’attente").check()
    refused = line(agent, "Zoé Costa", offer.lunch)
    refused.get_by_label("Refuser", exact=True).check()
    agent.press("Enregistrer les réponses")
    agent.sees("Un refus se motive")
    agent.page.locator("main section.card", has_text="Zoé Costa").get_by_label("Raison du refus").fill(REFUSAL)
    agent.press("Enregistrer les réponses")
    agent.sees("Vos réponses sont notées", "liste d’attente", REFUSAL)
    agent.picture("enrolment-agent")
    town_hall.accept(agent, WORD)


def line(agent: Walker, child: str, activity: str) -> Locator:
    return agent.page.locator("main article.card").filter(has_text=f"{child}, {activity}").first


def read_the_result(person: Walker, offer: Offer, told: str) -> None:
    for sentence in (
        WORD,
        f"Léo, {offer.lunch}",
        "inscription acceptée",
        f"Léo, {offer.other} : sur liste d’attente.",
        f"Zoé, {offer.lunch} : inscription refusée. {REFUSAL}",
        "Le PAI demandé pour Léo est transmis au service",
    ):
        assert sentence in told, f"« {sentence} » is not in:\n{told}"
    person.go("/mes-inscriptions/")
    person.sees("Inscrit", "Sur liste d’attente", "Inscriptions passées ou closes de Zoé (1)")
    person.picture("enrolments")
    person.page.locator("summary", has_text="Zoé").click()
    person.follow(f"{offer.lunch}, {YEAR}")
    person.sees("Inscription refusée", REFUSAL)


def ask_for_less(person: Walker, offer: Offer) -> None:
    """What is known is not asked twice: neither the permissions of the year nor the pieces that still hold."""
    enrolling.begin(person)
    enrolling.choose(person, "Pour quels enfants ?", "Léo")
    enrolling.go_on(person)
    enrolling.is_refused(person, "Pour Léo", offer.lunch, because="C’est déjà fait.")
    enrolling.choose(person, "Pour Léo", offer.third)
    enrolling.go_on(person)
    assert ("Léo : ce que vous autorisez" in enrolling.steps(person)) == bool(offer.asked_again)
    person.go("/demarches/inscription/pieces/")
    assert enrolling.required_pieces(person) == list(offer.new_pieces)
    if offer.known_piece:
        person.sees(offer.known_piece, "Vous l’avez déjà fournie")
