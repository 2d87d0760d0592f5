"""A family of Val-aux-Brumes asks for the school boat, and the harbour master's office answers."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.casework.models import Case
from core.validity import add_months
from tenants.models import Commune
from tests.apps.accounts.people import agent
from tests.apps.backoffice.desk import Desk, hidden, texts
from tests.communes_config.folders import edit
from tests.guards import GuardedClient
from tests.sixth_commune.commune import PASSWORD, SLUG, family
from tests.sixth_commune.walks import (
    fill,
    join,
    last_mail,
    link_in,
    main_of,
    rows_of,
    sign_in,
    sign_in_as_agent,
    words_of,
)
from tests.tenants.management.conftest import Run

BOAT = "barque-scolaire"
BOAT_FILE = f"{SLUG}/procedures/{BOAT}.toml"


def step(slug: str) -> str:
    return reverse("portal:procedure-step", args=[BOAT, slug])


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def today_in_parts(name: str) -> dict[str, int]:
    today = timezone.localdate()
    return {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}


@pytest.fixture
def parent(browser: GuardedClient) -> GuardedClient:
    """Jeanne Héron, signed in, mother of two children of the quay."""
    family("jeanne", lea=9, tom=6)
    sign_in(browser, "jeanne", PASSWORD)
    return browser


@pytest.fixture
def harbour(val: Commune, run: Run, client_of: Callable[[Commune], GuardedClient]) -> GuardedClient:
    """An agent of the harbour master's office alone, whom the operator created."""
    who = ("--email", "yann@val-aux-brumes.example", "--last-name", "Le Goff", "--first-names", "Yann")
    made = run("agent", "add", SLUG, "yann", *who, "--role", "family_agent:capitainerie", "--json")
    desk = client_of(val)
    sign_in_as_agent(desk, "yann", made.result["temporary_password"])
    return desk


@pytest.fixture
def number(parent: GuardedClient) -> str:
    """The number of Jeanne's request: both children, from the island; one of them does not swim."""
    parent.post(reverse("portal:procedure", args=[BOAT]))
    both = [box["value"] for box in main_of(parent.get(step("enfants"))).select("input[name=q-children]")]
    fill(parent, step("enfants"), children=both)
    fill(parent, step("embarquement"), jetty="island")  # brings the question of the ice up
    boarding = {"jetty": "island", "frozen_weeks": "7", "journeys": ["morning", "evening"]}
    fill(parent, step("embarquement"), **boarding, **today_in_parts("starts_on"))
    fill(parent, step("nage"), swims="no", photographs="no")
    parent.post(step("accompagnement"), {"asked": "adults", **ANNE, **PAUL, "aller": "suivant"})
    fill(parent, step("engagements"), rules_reglement_du_lac="on", statement_gilet="on")
    for kind in ("photo-d-identite", "avis-du-maitre-nageur"):
        join(parent, BOAT, kind)
    filed = parent.post(reverse("portal:procedure-recap", args=[BOAT]))
    return filed.url.rstrip("/").rpartition("/")[2]


ANNE = {"q-adults": ["adults_0"], "q-adults_0_name": "Anne Héron", "q-adults_0_phone": "0612345678"}
PAUL = {"q-adults": ["adults_0", "adults_1"], "q-adults_1_name": "Paul Héron", "q-adults_1_phone": "0687654321"}
ANSWERS = {
    "Pour quels enfants ?": "Lea Héron, Tom Héron",
    "À quel ponton ?": "L'île aux Hérons",
    "Combien de semaines l'île est-elle prise par les glaces ?": "7",
    "Quelles traversées ?": "Le matin, Le soir",
    "À partir du": f"{timezone.localdate():%d/%m/%Y}",
    "Savent-ils tous nager ?": "Non",
    "Le batelier peut-il les photographier à bord ?": "Je n’autorise pas",
    "Quels adultes voyagent avec eux ?": (
        "Accompagnateur 1 Nom et prénom : Anne Héron Téléphone : 06 12 34 56 78 "
        "Accompagnateur 2 Nom et prénom : Paul Héron Téléphone : 06 87 65 43 21"
    ),
    "J’ai lu le texte « Règlement du lac » et j’en accepte les règles": "Oui",
    "Mes enfants porteront leur gilet du départ à l'arrivée": "Oui",
}


def test_the_catalogue_of_procedures_is_its_own(parent: GuardedClient) -> None:
    shown = main_of(parent.get(reverse("portal:procedures")))
    titles = [title.get_text(strip=True) for title in shown.select(".card-title")]
    assert titles == [
        "Ma famille",
        "Faire traverser le lac aux enfants",
        "Inscrire un enfant au bord du lac",
        "Contacter la mairie",
    ]


def test_the_procedure_says_what_it_takes_and_until_when(parent: GuardedClient) -> None:
    said = words_of(parent.get(reverse("portal:procedure", args=[BOAT])))
    closes = date_format(timezone.localdate() + timedelta(days=10), "l j F Y")
    for words in (
        "Environ 6 minutes",
        "Prévoyez une autre solution ces jours-là.",
        "Photo d'identité de l'enfant Obligatoire",
        "Brevet de natation Si vous êtes concerné",
        "Mot des voisins du ponton Facultative",
        f"Ouverte jusqu’au {closes} .",
        "Le service a 1 mois pour vous répondre. Passé ce délai, son silence vaut acceptation.",
        "Capitainerie du lac : 03 53 01 25 42",
    ):
        assert words in said


def test_the_steps_and_the_pieces_follow_the_answers(parent: GuardedClient) -> None:
    parent.post(reverse("portal:procedure", args=[BOAT]))
    fill(parent, step("enfants"), children=[])
    fill(parent, step("embarquement"), jetty="north", journeys=["noon"], **today_in_parts("starts_on"))
    assert "glaces" not in words_of(parent.get(step("embarquement")))
    assert fill(parent, step("nage"), swims="yes", photographs="yes").url == step("engagements")
    pieces = words_of(parent.get(reverse("portal:procedure-documents", args=[BOAT])))
    assert ("Brevet de natation" in pieces, "Avis du maître-nageur" in pieces) == (True, False)
    assert fill(parent, step("nage"), swims="no", photographs="yes").url == step("accompagnement")
    pieces = words_of(parent.get(reverse("portal:procedure-documents", args=[BOAT])))
    assert ("Brevet de natation" in pieces, "Avis du maître-nageur" in pieces) == (False, True)


def test_more_crossings_than_the_files_allow_are_refused(parent: GuardedClient) -> None:
    parent.post(reverse("portal:procedure", args=[BOAT]))
    answer = fill(parent, step("embarquement"), jetty="north", journeys=["morning", "noon", "evening"])
    assert answer.status_code == 422
    assert "2" in " ".join(texts(answer, ".error-summary a"))


def test_an_adult_more_is_added_and_taken_away_without_a_script(parent: GuardedClient) -> None:
    parent.post(reverse("portal:procedure", args=[BOAT]))
    fill(parent, step("nage"), swims="no", photographs="yes")
    page = main_of(parent.get(step("accompagnement")))
    assert [legend.text for legend in page.select(".row > legend")] == ["Accompagnateur 1 sur 1"]
    assert [button.text for button in page.select("button[value=ajouter_adults]")] == ["Ajouter un accompagnateur"]
    more = main_of(parent.post(step("accompagnement"), {"asked": "adults", **ANNE, "aller": "ajouter_adults"}))
    assert [legend.text for legend in more.select(".row > legend")] == [
        "Accompagnateur 1 sur 2",
        "Accompagnateur 2 sur 2",
    ]
    assert more.select_one("[name=q-adults_0_name]")["value"] == "Anne Héron"
    assert more.select_one("[autofocus] > legend").text == "Accompagnateur 2 sur 2"
    less = {"asked": "adults", **ANNE, **PAUL, "aller": "retirer_adults_0"}
    left = main_of(parent.post(step("accompagnement"), less))
    assert [field["value"] for field in left.select("[name$=_name]")] == ["Paul Héron"]
    assert main_of(parent.get(step("accompagnement"))).select_one("[name=q-adults_0_name]")["value"] == "Paul Héron"


def test_what_is_missing_is_told_before_anything_is_filed(parent: GuardedClient) -> None:
    parent.post(reverse("portal:procedure", args=[BOAT]))
    parent.post(reverse("portal:procedure-recap", args=[BOAT]))
    said = words_of(parent.get(reverse("portal:procedure-recap", args=[BOAT])))
    assert "Photo d'identité de l'enfant" in said
    assert not Case.objects.filed().exists()


def test_it_is_filed_with_a_number_and_followed_by_its_link(
    number: str, parent: GuardedClient, val: Commune, client_of: Callable[[Commune], GuardedClient]
) -> None:
    assert number == f"{timezone.localdate():%Y}-000001"
    receipt = last_mail()
    last_day = date_format(add_months(timezone.localdate(), 1), "l j F Y")
    assert f"sans réponse de notre part au {last_day}, votre demande sera acceptée" in receipt
    assert "Capitainerie du lac\nPonton nord\n25980 Val-aux-Brumes\nTéléphone : 03 53 01 25 42" in receipt
    followed = words_of(client_of(val).get(link_in(receipt, "/suivi/")))
    assert followed.startswith(f"Suivi Demande n° {number} Déposée")
    assert "Héron" not in followed


def test_an_agent_of_the_office_reads_every_answer_and_accepts(
    number: str, harbour: GuardedClient, parent: GuardedClient
) -> None:
    listed = words_of(harbour.get(reverse("backoffice:cases")))
    assert f"{number} Faire traverser le lac aux enfants Mme Jeanne HÉRON Déposée" in listed
    desk = Desk(harbour, User.objects.get(username="yann"))
    shown = desk.get("case", number)
    assert rows_of(shown) == ANSWERS
    pieces = " ".join(texts(shown, ".pieces"))
    assert ("Avis du maître-nageur" in pieces, "Brevet de natation" in pieces) == (True, False)

    desk.say("case-take", number, **hidden(shown, reverse("backoffice:case-take", args=[number])))
    shown = desk.get("case", number)
    decision = hidden(shown, reverse("backoffice:case-accept", args=[number]))
    letter = texts(desk.post("case-accept", number, **decision, note="À lundi."), ".letter-text")
    assert "une semaine avant le premier départ" in " ".join(letter)
    said = desk.say("case-accept", number, **decision, note="À lundi.", suite="envoyer")
    assert said == ["La demande est acceptée : la famille est prévenue."]
    assert "Les gilets se retirent au ponton nord" in last_mail()
    followed = words_of(parent.get(reverse("portal:case", args=[number])))
    assert "Acceptée" in followed


def test_another_office_does_not_see_it(
    number: str, val: Commune, client_of: Callable[[Commune], GuardedClient]
) -> None:
    clerk = agent("clerk", ("family_agent", "secretariat"))
    desk = client_of(val)
    desk.force_login(clerk)
    assert desk.get(reverse("backoffice:case", args=[number])).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(1, 9, "Ouvre le {opens}."), (-9, -1, "Fermée pour le moment.")],
    ids=["before its window", "after its window"],
)
def test_outside_its_window_nobody_begins_it(
    parent: GuardedClient, run: Run, files: Path, first: int, last: int, said: str
) -> None:
    [window] = [line for line in (files / BOAT_FILE).read_text().splitlines() if line.startswith("opens")]
    edit(files, BOAT_FILE, window, f'opens = [{{ first = "{day(first)}", last = "{day(last)}" }}]')
    assert run("apply", SLUG, "--folder", files).code == 0
    page = words_of(parent.get(reverse("portal:procedure", args=[BOAT])))
    assert said.format(opens=date_format(day(first), "j F Y")) in page
    parent.post(reverse("portal:procedure", args=[BOAT]))
    assert not Case.objects.exists()
