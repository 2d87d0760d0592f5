"""A commune is born ready to serve, in a handful of journeys to the server."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from apps.activities.models import Activity, Group, School, Unit
from apps.activities.operations import publish_catalogue
from apps.audit.models import Event
from apps.content.models import NewsItem, PublishedCgu, PublishedPage
from apps.content.operations import publish_configuration
from communes_config.schema import CommuneConfig
from tenants import context
from tenants.models import Commune
from tenants.provisioning import communes
from tests.instants import MONDAY_MORNING as AT

HOST = "rungis.localhost"


@pytest.fixture
def config(fresnes: Commune) -> CommuneConfig:
    return replace(fresnes.config, slug="rungis", name="Rungis")


@pytest.fixture
def rungis(config: CommuneConfig) -> Commune:
    """Born from a spare schema."""
    communes.add_spare(at=AT)
    return communes.create(config=config, domain=HOST, at=AT)


def verbs(recorded) -> list[str]:
    statements = [query["sql"].rpartition("SET ROLE none; ")[2] for query in recorded.captured_queries]
    return [statement.split()[0] for statement in statements]


def test_a_commune_takes_a_spare_in_five_journeys_to_the_server(config: CommuneConfig, django_assert_num_queries):
    communes.add_spare(at=AT)
    with django_assert_num_queries(7) as recorded:
        communes.create(config=config, domain=HOST, at=AT)
    assert verbs(recorded) == ["SAVEPOINT", "SELECT", "WITH", "ALTER", "WITH", "WITH", "RELEASE"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/creer-mon-espace/",
        "/connexion/",
        "/activites/",
        "/cgu/",
        "/pages/mentions-legales/",
        "/pages/donnees-personnelles/",
    ],
)
def test_its_first_visitor_is_served(rungis: Commune, client_of, path: str):
    assert client_of(rungis).get(path).status_code == 200


def test_it_is_returned_as_it_is_read_back(rungis: Commune):
    with context.operator():
        read = Commune.objects.get(slug="rungis")
    names = [field.attname for field in Commune._meta.concrete_fields]
    assert [getattr(rungis, name) for name in names] == [getattr(read, name) for name in names]
    assert (rungis, rungis.config, rungis.host) == (read, read.config, read.host)


def test_everything_its_files_say_is_published(rungis: Commune, django_assert_num_queries):
    with context.activate(rungis):
        before = Event.objects.count()
        with django_assert_num_queries(14) as recorded:
            publish_configuration(config=rungis.config, at=timezone.now())
            publish_catalogue(config=rungis.config, at=timezone.now())
        assert (set(verbs(recorded)), Event.objects.count()) == ({"SAVEPOINT", "SELECT", "RELEASE"}, before)


def test_what_refers_to_another_row_refers_to_the_right_one(rungis: Commune):
    with context.activate(rungis):
        schools = {school.slug: school.site and school.site.slug for school in School.objects.select_related("site")}
        assert schools == {school.slug: school.site for school in rungis.config.schools}
        for model, asked in ((Group, "groups"), (Unit, "units")):
            found = model.objects.order_by("activity__position", "position").values_list("activity__slug", "slug")
            assert list(found) == [
                (activity.slug, item.slug) for activity in rungis.config.activities for item in getattr(activity, asked)
            ]


def test_the_log_says_what_was_published(rungis: Commune):
    with context.activate(rungis):
        texts = [
            ("content.cgu_published", "content.publishedcgu", PublishedCgu.objects.get()),
            *(("content.page_published", "content.publishedpage", page) for page in PublishedPage.objects.all()),
            *(("content.news_published", "content.newsitem", item) for item in NewsItem.objects.all()),
        ]
        logged = Event.objects.exclude(subject_id="").values_list("action", "subject_type", "subject_id")
        assert set(logged) == {(action, subject, str(text.pk)) for action, subject, text in texts}
        (catalogue,) = Event.objects.filter(subject_id="")
        added = [f"activities.{activity.slug}" for activity in rungis.config.activities]
        assert (catalogue.action, catalogue.at) == ("activities.catalogue_published", AT)
        assert [name for name in catalogue.data["added"] if name.startswith("activities.")] == added


def test_rows_that_come_later_are_numbered_after_the_first(rungis: Commune):
    with context.activate(rungis):
        count = PublishedPage.objects.count()
        page = PublishedPage.objects.create(slug="essai", title="Essai", markdown="Bonjour.", published_at=AT)
        assert (page.pk, Activity.objects.latest("pk").pk) == (count + 1, len(rungis.config.activities))


def test_it_has_the_permissions_of_every_other(rungis: Commune, fresnes: Commune):
    found = []
    for commune in (rungis, fresnes):
        with context.activate(commune):
            found.append(list(Permission.objects.order_by("pk").values_list("pk", "codename")))
    assert found[0] == found[1]


def test_a_commune_whose_files_hold_no_news_is_born_without_any(config: CommuneConfig):
    born = communes.create(config=replace(config, news=()), domain=HOST, at=AT)
    with context.activate(born):
        assert (NewsItem.objects.count(), PublishedPage.objects.count()) == (0, len(config.pages))
