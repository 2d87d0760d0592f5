from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from apps.activities.enums import SchoolingSource
from apps.activities.models import Schooling
from communes_config.schema import ActivityKind, Group, PaiPolicy, Public, Unit, Window
from core.care_plans import Closed
from core.eligibility import AgeDay, Audience
from core.schooling import Level, SchoolKind, SchoolYear
from tenants import context
from tests.apps.activities.makers import child_of, no_catalogue, parent, pupil, two_schools
from tests.apps.portal.signing import signed_in
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    AgentFactory,
    IndividualPlanFactory,
    PeriodFactory,
    PersonFactory,
    RelationshipFactory,
    SiteFactory,
    UnitFactory,
    activity_rules,
)


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def year() -> SchoolYear:
    return SchoolYear.of(context.local_date(timezone.now()))


def period(slug: str = "annee", **fields):
    """The school year that runs on the day of the test."""
    now = year()
    days = {"first_day": date(now.start, 9, 1), "last_day": date(now.start + 1, 8, 31)}
    return PeriodFactory(slug=slug, title="Cette année", school_year=str(now), **{**days, **fields})


def born(age: int) -> date:
    return context.local_date(timezone.now()) - timedelta(days=366 * age + 30)


def activity(slug: str = "cantine", **rules):
    return ActivityFactory(slug=slug, rules=activity_rules(**{"periods": ("annee",), **rules}))


def page(client, name: str, *args):
    response = client.get(reverse(f"portal:{name}", args=args))
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def hours(count: int) -> datetime:
    """So many hours from now, as the commune's files would write it."""
    moment = timezone.localtime() + timedelta(hours=count, minutes=30)
    return moment.replace(tzinfo=None, second=0, microsecond=0)


def test_anybody_reads_what_the_commune_offers(client_of, in_fresnes) -> None:
    SiteFactory(slug="centre", name="Centre de loisirs")
    period()
    activity(
        public=Public(min_age=3, max_age=11, age_on=AgeDay.END_OF_YEAR, school=SchoolKind.PUBLIC), sites=("centre",)
    )
    text = page(client_of(in_fresnes), "activities")
    assert "Cantine Le repas de midi. De 3 à 11 ans (âge au 31 décembre), élèves de l’école publique" in text
    assert "Centre de loisirs" in text


def test_a_commune_without_activities_says_so(client_of, in_fresnes) -> None:
    assert "Aucune activité pour l’instant" in page(client_of(in_fresnes), "activities")


def test_a_parent_reads_the_answer_for_each_child(client_of, in_fresnes) -> None:
    user = parent()
    child_of(user, "Léo", born=born(6))
    child_of(user, "Nina", born=born(14))
    period()
    activity()
    activity("mercredi", windows=(Window(opens=hours(50)),))
    activity("hiver", periods=("passee",))
    PeriodFactory(slug="passee", first_day=date(2020, 9, 1), last_day=date(2021, 7, 1), school_year="2020-2021")
    text = page(signed_in(client_of(in_fresnes), user), "activities")
    assert "ce qui est possible pour Nina et Léo" in text
    assert "Nina Pas pour l’instant C’est jusqu’à 11 ans : l’enfant aura 14 ans au" in text
    assert "Léo Inscription possible" in text
    assert "Léo Ouvre dans 2 jours" in text
    assert "Léo Terminé pour l’instant Aucune période n’est proposée en ce moment." in text


def test_the_page_of_an_activity_says_what_is_missing_and_where_to_mend_it(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user, "Léo", born=born(6))
    period()
    activity(public=Public(min_age=3, max_age=11, school=SchoolKind.PUBLIC))
    response = signed_in(client_of(in_fresnes), user).get(reverse("portal:activity", args=["cantine"]))
    main = BeautifulSoup(response.content, "html.parser").main
    [link] = [anchor for anchor in main.find_all("a") if "Indiquer son école" in anchor.get_text()]
    assert "Il manque l’école de l’enfant." in main.get_text()
    assert link["href"] == reverse("portal:child-school", args=[child.pk, str(year())])


def test_a_reason_that_no_family_can_mend_is_said_and_leads_to_every_period(client_of, in_fresnes) -> None:
    user = parent()
    child_of(user, "Nina", born=born(14))
    period()
    PeriodFactory(slug="autre", school_year=str(year().next), first_day=born(0), last_day=date(2099, 7, 3))
    activity(periods=("annee", "autre"))
    response = signed_in(client_of(in_fresnes), user).get(reverse("portal:activities"))
    [link] = BeautifulSoup(response.content, "html.parser").main.select("a.small")
    assert (link["href"], link.get_text()) == ("/activites/cantine/#enfants", "Toutes les périodes : Cantine, Nina")


def test_a_care_plan_to_sign_is_told_where_it_is_mended(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user, "Léo", born=born(6))
    IndividualPlanFactory(child=child)
    period()
    activity(pai=PaiPolicy(blocks_until_signed=True, closes=Closed.ENROLMENT))
    activity("mercredi", kind=ActivityKind.WEDNESDAY, pai=PaiPolicy(blocks_until_signed=True))
    browser = signed_in(client_of(in_fresnes), user)
    closed = "PAI en attente de signature pour Léo. L’inscription s’ouvrira une fois le PAI signé."
    waits = "PAI en attente de signature pour Léo. Léo y viendra une fois le PAI signé."
    listed = page(browser, "activities")
    assert f"Léo Pas pour l’instant {closed}" in listed
    assert f"Léo Inscription possible {waits}" in listed
    for slug, badge, said in (("cantine", "Pas possible", closed), ("mercredi", "Inscription possible", waits)):
        response = browser.get(reverse("portal:activity", args=[slug]))
        main = BeautifulSoup(response.content, "html.parser").main
        assert f"Cette année {badge} {said} Voir le PAI" in " ".join(main.get_text(" ").split())
        assert len(main.select(f'a[href="{reverse("portal:child-health", args=[child.pk])}"]')) == 1


def test_the_page_of_an_activity_says_when_each_public_enrols(client_of, in_fresnes) -> None:
    period()
    canteen = activity(
        groups=(
            Group(slug="cp", title="CP", levels=(Level.CP,), capacity=20),
            Group(slug="six", title="6+", min_age=6),
        ),
        units=(Unit(slug="midi", title="Midi"),),
        windows=(
            Window(opens=hours(-50), audience=Audience.RESIDENTS),
            Window(opens=datetime.fromisoformat("2200-01-01 07:00")),
        ),
    )
    ActivityGroupFactory(activity=canteen, slug="cp", title="Groupe des CP", capacity=20)
    ActivityGroupFactory(activity=canteen, slug="six", title="Grands")
    UnitFactory(activity=canteen, title="Repas complet", help="Avec dessert.")
    text = page(client_of(in_fresnes), "activity", "cantine")
    assert "Habitants : ouvert" in text
    assert "Autres familles : les inscriptions ouvrent le mercredi 1er janvier 2200 à 7 h" in text
    assert "Groupe des CP CP 20 Grands de 6 à 11 ans Sans limite" in text
    assert "Repas complet : Avec dessert." in text


def test_one_window_for_all_is_said_without_naming_anybody(client_of, in_fresnes) -> None:
    period()
    activity(windows=(Window(closes=datetime.fromisoformat("2200-01-01 00:00")),))
    assert "Ouvert jusqu’au mardi 31 décembre 2199 à minuit" in page(client_of(in_fresnes), "activity", "cantine")


def test_an_unknown_or_withdrawn_activity_is_not_a_page(client_of, in_fresnes) -> None:
    activity("ancienne", periods=())
    no_catalogue()
    client = client_of(in_fresnes)
    assert [client.get(reverse("portal:activity", args=[slug])).status_code for slug in ("rien", "ancienne")] == [
        404
    ] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_much_for_three_children_and_activities(
    client_of, in_fresnes, constant_queries, count: int
) -> None:
    user = parent()
    period()
    for number in range(count):
        child_of(user, f"Enfant {number}", born=born(6))
        activity(f"cantine-{number}")
    client = signed_in(client_of(in_fresnes), user)
    client.get(reverse("portal:activities"))
    with constant_queries(22):
        client.get(reverse("portal:activities"))


def test_an_agent_reads_the_list_as_a_visitor(client_of, in_fresnes) -> None:
    period()
    activity()
    client = client_of(in_fresnes)
    client.force_login(AgentFactory())
    assert "Cantine" in page(client, "activities")


def school_page(child) -> str:
    return reverse("portal:child-school", args=[child.pk])


def test_a_parent_says_the_school_of_a_child(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user)
    period()
    two_schools()
    client = signed_in(client_of(in_fresnes), user)
    response = client.post(school_page(child), {"school": "primaire", "level": "cp"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        f"L’école de Léo est enregistrée pour {year()}."
    ]
    [schooling] = Schooling.objects.filter(child=child)
    assert (schooling.place, schooling.level, schooling.source) == ("Élémentaire", "cp", SchoolingSource.DECLARED)
    form = client.get(school_page(child)).context["form"]
    assert (form["school"].value(), form["level"].value()) == ("primaire", "cp")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"school": "", "level": "cp"}, "Le champ « École » est obligatoire."),
        ({"school": "primaire", "level": ""}, "Le champ « Classe » est obligatoire."),
        ({"school": "ailleurs", "level": "cp", "elsewhere": " "}, "Écrivez le nom de l’école."),
        ({"school": "maternelle", "level": "cp"}, "Maternelle n’a pas de classe de ce niveau : CP."),
    ],
)
def test_a_school_that_cannot_be_says_why(client_of, in_fresnes, typed: dict[str, str], error: str) -> None:
    user = parent()
    child = child_of(user)
    two_schools()
    response = signed_in(client_of(in_fresnes), user).post(school_page(child), typed)
    assert error in response.content.decode()
    assert not Schooling.objects.filter(child=child).exists()


def test_another_school_is_named_and_shown_again(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user)
    client = signed_in(client_of(in_fresnes), user)
    client.post(school_page(child), {"school": "ailleurs", "level": "cp", "elsewhere": "École de Rungis"})
    form = client.get(school_page(child)).context["form"]
    assert (form["school"].value(), form["elsewhere"].value()) == ("ailleurs", "École de Rungis")


def test_what_the_town_hall_holds_is_shown_and_not_asked(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user)
    _, primary = two_schools()
    pupil(primary, Level.CP, child=child, year=str(year()), class_name="CP B")
    client = signed_in(client_of(in_fresnes), user)
    text = page(client, "child-school", child.pk)
    assert "CP, CP B. C’est ce que la mairie a enregistré" in text
    response = client.post(school_page(child), {"school": "primaire", "level": "ce1"})
    assert response.status_code == 200
    assert Schooling.objects.get(child=child).level == "cp"


def test_who_does_not_decide_for_the_child_reads_why_and_changes_nothing(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user)
    two_schools()
    RelationshipFactory(adult=PersonFactory(), child=child)
    client = signed_in(client_of(in_fresnes), user)
    assert "Vous n’exercez pas l’autorité parentale sur Léo" in page(client, "child-school", child.pk)
    client.post(school_page(child), {"school": "primaire", "level": "cp"})
    assert not Schooling.objects.filter(child=child).exists()


def test_who_does_not_decide_for_the_child_is_not_invited_to_enrol_it(client_of, in_fresnes) -> None:
    user = parent()
    child = child_of(user)
    RelationshipFactory(adult=PersonFactory(), child=child)
    client = signed_in(client_of(in_fresnes), user)
    period()
    activity()
    for read in (page(client, "activities"), page(client, "activity", "cantine")):
        assert "Vous n’exercez pas l’autorité parentale sur Léo" in read
        assert "Inscription possible" not in read


def test_a_strangers_child_and_a_year_that_is_not_asked_are_no_pages(client_of, in_fresnes) -> None:
    user = parent()
    own, foreign = child_of(user), child_of(parent("autre.parent"))
    client = signed_in(client_of(in_fresnes), user)
    assert client.get(school_page(foreign)).status_code == 404
    assert client.get(reverse("portal:child-school", args=[own.pk, "1999-2000"])).status_code == 404
    assert client.get(reverse("portal:child-school", args=[own.pk, str(year())])).status_code == 200
