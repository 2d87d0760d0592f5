"""The catalogue and the schools at the agents' desk."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Schooling
from apps.activities.promotions import plan_of
from communes_config.schema import Group, Unit, Window
from core.schooling import Level, SchoolYear
from tenants import context
from tests.apps.activities.makers import child_of, no_catalogue, parent, pupil, two_schools
from tests.apps.backoffice.desk import texts
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    PeriodFactory,
    PersonFactory,
    SchoolFactory,
    SiteFactory,
    UnitFactory,
    activity_rules,
)


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


@pytest.fixture
def year() -> SchoolYear:
    return SchoolYear.of(context.local_date(timezone.now()))


def offered(**rules):
    SiteFactory(slug="centre", name="Centre de loisirs")
    PeriodFactory(slug="annee", title="Cette année", last_day="2200-07-01")
    rules = {
        "groups": (Group(slug="tous", title="Tous", capacity=20),),
        "periods": ("annee",),
        "sites": ("centre",),
    } | rules
    activity = ActivityFactory(slug="cantine", rules=activity_rules(service="accueil-unique", **rules))
    ActivityGroupFactory(activity=activity, slug="tous", title="Tous", capacity=20)
    UnitFactory(activity=activity, title="Menu classique")
    return activity


def test_an_agent_reads_the_catalogue(sit) -> None:
    offered()
    desk = sit("reader")
    assert texts(desk.get("activities"), "tbody tr") == ["Cantine De 3 à 11 ans Accueil unique 1 20 Cette année"]


def test_an_agent_reads_one_activity_with_the_places_taken(sit) -> None:
    offered(units=(Unit(slug="x", title="X"),), windows=(Window(opens=None, closes=None),))
    page = texts(sit("reader").get("activity", "cantine"), "main")[0]
    assert "version 1" in page
    assert "Tous Tous Tous les lieux 0 inscrit sur 20, il reste 20 places" in page
    assert "Menu classique" in page


def test_an_unknown_activity_is_not_a_page(sit) -> None:
    assert sit("reader").get("activity", "rien").status_code == 404


def test_an_empty_commune_says_what_is_missing(sit) -> None:
    desk = sit("reader")
    assert "Aucune activité" in texts(desk.get("activities"), "main")[0]
    assert "Aucune école" in texts(desk.get("schools"), "main")[0]


def test_an_agent_reads_the_schools_of_a_year(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    pupil(nursery, Level.GS, year=str(year))
    pupil(nursery, Level.GS, year=str(year), source="declared")
    pupil(nursery, Level.GS, year=str(year.previous))
    desk = sit("reader")
    rows = texts(desk.get("schools"), "tbody tr")
    assert "Maternelle École publique Petite section à Grande section 2 1" in rows
    assert "Élémentaire École publique CP à CM2 0 0" in rows
    before = texts(desk.get("schools", annee=str(year.previous)), "tbody tr")
    assert "Maternelle École publique Petite section à Grande section 1 0" in before


def test_an_agent_reads_a_roll_in_the_order_of_levels(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    own = child_of(parent(), "Léo")
    pupil(nursery, Level.GS, year=str(year), child=own, class_name="GS A")
    pupil(nursery, Level.PS, year=str(year), child=PersonFactory(child=True, first_names="Ana"), source="declared")
    rows = texts(sit("reader").get("school", "maternelle"), "tbody tr")
    assert rows[0].startswith("Ana Durand Petite section – Déclarée par la famille Aucune")
    assert rows[1].startswith("Léo Durand Grande section GS A Enregistrée par la mairie n°")


def test_a_reader_is_offered_no_change(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    row = pupil(nursery, Level.GS, year=str(year))
    links = [
        link["href"]
        for link in BeautifulSoup(sit("reader").get("school", "maternelle").content, "html.parser").main.find_all("a")
    ]
    assert reverse("backoffice:pupil", args=[row.child_id, str(year)]) not in links
    assert reverse("backoffice:promotion", args=["maternelle", str(year)]) not in links


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("school", 10), ("promotion", 10)])
def test_a_roll_costs_as_much_for_three_pupils(
    sit, year: SchoolYear, constant_queries, count: int, name: str, queries: int
) -> None:
    nursery, _ = two_schools()
    for number in range(count):
        pupil(nursery, Level.GS, year=str(year), child=child_of(parent(f"parent.{number}")))
    desk = sit("family_agent")
    arguments = ("maternelle", str(year)) if name == "promotion" else ("maternelle",)
    with constant_queries(queries):
        desk.get(name, *arguments)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("activities", 9), ("schools", 5)])
def test_the_catalogue_costs_the_same_whatever_it_holds(
    sit, constant_queries, count: int, name: str, queries: int
) -> None:
    for number in range(count):
        rules = activity_rules(service="accueil-unique", periods=(PeriodFactory(slug=f"annee-{number}").slug,))
        ActivityGroupFactory(activity=ActivityFactory(slug=f"cantine-{number}", rules=rules))
        SchoolFactory(slug=f"ecole-{number}", name=f"École {number}")
    desk = sit("reader")
    desk.get(name)
    with constant_queries(queries):
        desk.get(name)


def test_an_agent_corrects_a_pupil(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    row = pupil(nursery, Level.GS, year=str(year), source="declared")
    desk = sit("family_agent")
    said = desk.say("pupil", row.child_id, str(year), school="primaire", level="cp", class_name="CP B")
    assert said == ["Léo Durand : CP, Élémentaire."]
    assert Schooling.objects.live().get(child=row.child).class_name == "CP B"
    shown = desk.get("pupil", row.child_id, str(year)).context["form"]
    assert (shown["school"].value(), shown["class_name"].value()) == ("primaire", "CP B")


def test_an_agent_writes_a_school_elsewhere_and_is_told_what_is_impossible(sit, year: SchoolYear) -> None:
    two_schools()
    child = child_of(parent())
    desk = sit("family_agent")
    assert desk.say("pupil", child.pk, str(year), school="ailleurs", elsewhere="Collège", level="6e") == [
        "Léo Durand : Sixième, Collège."
    ]
    assert desk.get("pupil", child.pk, str(year)).context["form"]["elsewhere"].value() == "Collège"
    refused = desk.post("pupil", child.pk, str(year), school="maternelle", level="cp")
    assert "Maternelle n’a pas de classe de ce niveau : CP." in refused.content.decode()


def test_an_agent_sees_the_passage_ticks_an_exception_applies_and_undoes(sit, year: SchoolYear) -> None:
    nursery, primary = two_schools()
    stays = pupil(nursery, Level.GS, year=str(year), child=PersonFactory(child=True, first_names="Reste"))
    pupil(nursery, Level.GS, year=str(year), child=PersonFactory(child=True, first_names="Passe"))
    desk = sit("family_agent")
    here = ("maternelle", str(year))
    seen = plan_of(nursery, year).fingerprint
    exception = {f"eleve-{stays.pk}": "repeat"}

    assert "2 passent, 0 redoublent, 0 quittent" in texts(desk.get("promotion", *here), "main")[0]
    preview = texts(desk.post("promotion", *here, seen=seen, apercu="1", **exception), "main")[0]
    assert "1 passent, 1 redoublent, 0 quittent" in preview
    assert not Schooling.objects.in_year(str(year.next)).exists()

    said = desk.say("promotion", *here, seen=seen, appliquer="1", **exception)
    assert said == [f"2 élèves ont leur classe de {year.next}."]
    rows = Schooling.objects.in_year(str(year.next)).order_by("level")
    assert [(row.school, row.level) for row in rows] == [(primary, "cp"), (nursery, "gs")]

    applied = desk.get("promotion", *here).context["applied"]
    assert desk.say("promotion-undo", applied.pk) == [f"Le passage vers {year.next} est annulé : rien n’en reste."]
    assert desk.say("promotion-undo", applied.pk) == ["Ce passage est déjà annulé."]


def test_a_passage_that_others_followed_is_shown_without_its_undoing(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    row = pupil(nursery, Level.PS, year=str(year))
    desk = sit("family_agent")
    desk.post("promotion", "maternelle", str(year), seen=plan_of(nursery, year).fingerprint, appliquer="1")
    Schooling.objects.filter(child=row.child, school_year=str(year.next)).update(changed_at=timezone.now())
    assert "Ce passage ne s’annule plus" in texts(desk.get("promotion", "maternelle", str(year)), "main")[0]


def test_a_passage_read_too_long_ago_is_refused(sit, year: SchoolYear) -> None:
    nursery, _ = two_schools()
    pupil(nursery, Level.PS, year=str(year))
    said = sit("family_agent").say("promotion", "maternelle", str(year), seen="ancien", appliquer="1")
    assert said == [
        "Les élèves de Maternelle ont changé depuis que la page est ouverte : relisez l’aperçu avant d’appliquer."
    ]


def test_a_school_without_pupils_has_nothing_to_pass(sit, year: SchoolYear) -> None:
    two_schools()
    assert "Aucun élève" in texts(sit("family_agent").get("promotion", "maternelle", str(year)), "main")[0]


def test_a_year_that_does_not_exist_is_not_a_page(sit) -> None:
    two_schools()
    desk = sit("family_agent")
    assert desk.get("promotion", "maternelle", "2026").status_code == 404
    assert desk.get("schools", annee="jamais").status_code == 404
