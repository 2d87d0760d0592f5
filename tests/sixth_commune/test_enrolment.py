"""A family of Val-aux-Brumes enrols in its own catalogue, by a procedure that only its files know."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment, PermissionAnswer
from core.schooling import SchoolYear
from tenants.models import Commune
from tests.apps.backoffice.desk import Desk, hidden, texts
from tests.guards import GuardedClient
from tests.sixth_commune.commune import PASSWORD, SLUG, child, family
from tests.sixth_commune.walks import (
    fill,
    go_to_school,
    last_mail,
    link_to,
    main_of,
    sign_in,
    sign_in_as_agent,
    words_of,
)
from tests.tenants.management.conftest import Run

ABOARD = "monter-a-bord"
SAILING, BAKING = "voile.eaux-libres", "fournil.eaux-libres"


def step(slug: str) -> str:
    return reverse("portal:procedure-step", args=[ABOARD, slug])


@pytest.fixture
def jeanne(val: Commune) -> User:
    return family("jeanne", lea=9, tom=6)


@pytest.fixture
def parent(jeanne: User, browser: GuardedClient) -> GuardedClient:
    sign_in(browser, "jeanne", PASSWORD)
    go_to_school(browser, jeanne, "Lea", "ecole-saint-nicolas", "cm1")
    go_to_school(browser, jeanne, "Tom", "ecole-du-lac", "cp")
    return browser


@pytest.fixture
def harbour(val: Commune, run: Run, client_of: Callable[[Commune], GuardedClient]) -> Desk:
    who = ("--email", "yann@val-aux-brumes.example", "--last-name", "Le Goff", "--first-names", "Yann")
    made = run("agent", "add", SLUG, "yann", *who, "--role", "family_agent:capitainerie", "--json")
    client = client_of(val)
    sign_in_as_agent(client, "yann", made.result["temporary_password"])
    return Desk(client, User.objects.get(username="yann"))


@pytest.fixture
def number(parent: GuardedClient, jeanne: User) -> str:
    """The number of Jeanne's request: Lea sails and bakes, Tom bakes."""
    lea, tom = child(jeanne, "Lea"), child(jeanne, "Tom")
    begun = parent.post(link_to(parent.get(reverse("portal:enrolments")), "Demander une inscription"))
    assert begun.url == step("enfants")
    asked = fill(parent, begun.url, children=[lea.pk, tom.pk])
    ticked = {f"child_{lea.pk}_activities": [SAILING, BAKING], f"child_{tom.pk}_activities": [BAKING]}
    asked = fill(parent, asked.url, **ticked)
    while asked.url != reverse("portal:procedure-recap", args=[ABOARD]):
        asked = parent.post(asked.url, plain_answers(parent, asked.url))
        assert asked.status_code == 302, words_of(asked)
    filed = parent.post(asked.url)
    return filed.url.rstrip("/").rpartition("/")[2]


def plain_answers(browser: GuardedClient, address: str) -> dict[str, object]:
    """Keep the days of the page, allow, swear, and take the first of each choice."""
    form = main_of(browser.get(address)).select_one("form[method=post]")
    typed: dict[str, object] = {"aller": "suivant", "asked": [one["value"] for one in form.select("[name=asked]")]}
    for field in form.select("input[name^=q-]"):
        kind = field.get("type", "text")
        if kind in {"radio", "checkbox"}:
            typed.setdefault(field["name"], field.get("value", "on"))
        elif field.get("value"):
            typed[field["name"]] = field["value"]
    return typed


def test_each_child_is_offered_what_its_age_and_its_class_allow(parent: GuardedClient, jeanne: User) -> None:
    parent.post(reverse("portal:procedure", args=[ABOARD]))
    fill(parent, step("enfants"), children=[child(jeanne, "Lea").pk, child(jeanne, "Tom").pk])
    grid = main_of(parent.get(step("activites")))
    offered = {
        " ".join(group.legend.get_text(" ").split()): [
            box["value"] for box in group.select("input[type=checkbox]") if not box.has_attr("disabled")
        ]
        for group in grid.select("fieldset")
    }
    assert offered == {
        "Pour Lea obligatoire": [SAILING, BAKING, "maitrise.eaux-libres"],
        "Pour Tom obligatoire": [BAKING],
    }


def test_saying_the_school_leads_back_to_the_request_that_waited_for_it(parent: GuardedClient, jeanne: User) -> None:
    parent.post(reverse("portal:procedure", args=[ABOARD]))
    answer = go_to_school(parent, jeanne, "Tom", "ecole-du-lac", "ce1")
    assert answer.url == step("activites")


def test_an_agent_of_the_office_decides_and_the_places_exist(
    number: str, parent: GuardedClient, jeanne: User, harbour: Desk
) -> None:
    assert number == f"{timezone.localdate():%Y}-000001"
    assert set(Enrolment.objects.values_list("status", flat=True)) == {EnrolmentStatus.REQUESTED}
    take_and_accept(harbour, number)
    year = str(SchoolYear.of(timezone.localdate()))
    placed = Enrolment.objects.order_by("child__first_names", "activity__slug").values_list(
        "child__first_names", "activity__slug", "period__slug", "group__slug", "site__slug", "school_year", "status"
    )
    assert list(placed) == [
        ("Lea", "fournil", "eaux-libres", None, "fournil", year, "active"),
        ("Lea", "voile", "eaux-libres", "mousses", "cale-du-moulin", year, "active"),
        ("Tom", "fournil", "eaux-libres", None, "fournil", year, "active"),
    ]
    capsizing = PermissionAnswer.objects.values_list("child__first_names", "text__slug", "allowed")
    assert list(capsizing) == [("Lea", "chavirer", True)]


def test_the_family_is_told_and_reads_its_places(number: str, parent: GuardedClient, harbour: Desk) -> None:
    take_and_accept(harbour, number)
    told = last_mail()
    assert "Lea, École de voile : inscription acceptée du " in told
    assert ", Mousses." in told
    assert "Rendez-vous à la cale, en chaussures qui ne craignent rien." in told
    shown = main_of(parent.get(reverse("portal:enrolments")))
    sections = [" ".join(one.get_text(" ").split()) for one in shown.select("section.section")]
    assert [section.count(" Inscrit ") for section in sections] == [2, 1]
    assert "Mousses, Cale du moulin Optimist" in sections[0]


def take_and_accept(desk: Desk, number: str) -> None:
    shown = desk.get("case", number)
    assert texts(shown, "article.card h3") == [
        "Lea Héron, École de voile",
        "Lea Héron, Les petits boulangers",
        "Tom Héron, Les petits boulangers",
    ]
    desk.say("case-take", number, **hidden(shown, reverse("backoffice:case-take", args=[number])))
    decision = hidden(desk.get("case", number), reverse("backoffice:case-accept", args=[number]))
    said = desk.say("case-accept", number, **decision, note="", suite="envoyer")
    assert said == ["La demande est acceptée : la famille est prévenue."]
