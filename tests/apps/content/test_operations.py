from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import Event
from apps.content import operations, queries
from apps.content.enums import NewsSource
from apps.content.errors import CguVersionAlreadyPublished
from apps.content.models import NewsItem, PublishedCgu, PublishedPage
from communes_config.schema import Cgu, NewsSeed, Page

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
PAGE = Page(slug="essai", title="Page d’essai", markdown="Bonjour.")
NEWS = NewsSeed(
    slug="kermesse", title="Kermesse", excerpt="Samedi, dans la cour.", body="Venez.", published_on=date(2026, 3, 12)
)


@pytest.fixture
def config(in_fresnes):
    return in_fresnes.config


def test_a_commune_is_born_with_its_texts(config):
    assert queries.current_cgu().version == config.cgu.version
    assert set(PublishedPage.objects.values_list("slug", flat=True)) == set(config.pages)
    assert NewsItem.objects.count() == len(config.news)


def test_publishing_the_same_configuration_again_writes_nothing(config, django_assert_num_queries):
    before = Event.objects.count()

    with django_assert_num_queries(5) as recorded:
        operations.publish_configuration(config=config, at=NOON)

    assert [query["sql"].split()[0] for query in recorded.captured_queries] == [
        "SAVEPOINT",
        "SELECT",
        "SELECT",
        "SELECT",
        "RELEASE",
    ]
    assert Event.objects.count() == before


def test_a_new_page_appears_a_changed_one_changes_a_removed_one_goes(config):
    operations.publish_configuration(config=replace(config, pages={**config.pages, "essai": PAGE}), at=NOON)
    assert queries.page("essai").html == "<p>Bonjour.</p>\n"

    changed = replace(PAGE, markdown="Bonsoir.")
    operations.publish_configuration(config=replace(config, pages={**config.pages, "essai": changed}), at=NOON)
    assert queries.page("essai").html == "<p>Bonsoir.</p>\n"

    operations.publish_configuration(config=config, at=NOON)
    assert queries.page("essai") is None
    actions = Event.objects.filter(data__slug="essai").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["content.page_published", "content.page_published", "content.page_withdrawn"]


def test_a_news_item_is_read_from_its_day_on(config):
    operations.publish_configuration(config=replace(config, news=(NEWS,)), at=NOON)

    assert [item.slug for item in queries.news(on=date(2026, 3, 11))] == []
    assert [item.slug for item in queries.news(on=date(2026, 3, 12))] == ["kermesse"]


def test_a_news_item_is_read_until_its_last_day(config):
    operations.publish_configuration(config=replace(config, news=(replace(NEWS, until=date(2026, 3, 20)),)), at=NOON)

    assert [item.slug for item in queries.news(on=date(2026, 3, 20))] == ["kermesse"]
    assert [item.slug for item in queries.news(on=date(2026, 3, 21))] == []


@pytest.mark.parametrize(
    ("schools", "activities", "read"),
    [
        ([], [], ["kermesse"]),
        (["lilas"], [], ["au-judo", "aux-lilas", "kermesse"]),
        (["fontaine"], ["judo"], ["au-judo", "kermesse"]),
        ([], ["cantine"], ["kermesse"]),
    ],
)
def test_news_of_a_school_or_of_an_activity_is_kept_for_its_families(config, schools, activities, read):
    of_lilas = replace(NEWS, slug="aux-lilas", schools=("lilas", "bourg"))
    of_both = replace(NEWS, slug="au-judo", schools=("lilas",), activities=("judo",))
    operations.publish_configuration(config=replace(config, news=(NEWS, of_lilas, of_both)), at=NOON)

    found = queries.news(on=NEWS.published_on).concerning(schools=schools, activities=activities)
    assert sorted(item.slug for item in found) == read


def test_news_that_now_concerns_a_school_is_published_again(config):
    operations.publish_configuration(config=replace(config, news=(NEWS,)), at=NOON)
    operations.publish_configuration(config=replace(config, news=(replace(NEWS, schools=("lilas",)),)), at=NOON)

    assert NewsItem.objects.get(slug="kermesse").schools == ["lilas"]


def test_a_news_item_that_left_the_files_is_withdrawn_and_may_come_back(config):
    operations.publish_configuration(config=replace(config, news=(NEWS,)), at=NOON)
    operations.publish_configuration(config=replace(config, news=()), at=NOON)
    assert list(queries.news(on=date(2026, 3, 12))) == []

    operations.publish_configuration(config=replace(config, news=(NEWS,)), at=NOON)
    assert [item.slug for item in queries.news(on=date(2026, 3, 12))] == ["kermesse"]


def test_what_an_agent_wrote_is_left_alone(config):
    NewsItem.objects.create(slug="kermesse", title="La mienne", excerpt="", markdown="", published_on=date(2026, 3, 1))

    operations.publish_configuration(config=replace(config, news=(NEWS,)), at=NOON)
    operations.publish_configuration(config=replace(config, news=()), at=NOON)

    item = NewsItem.objects.get(slug="kermesse")
    assert (item.title, item.source, item.withdrawn_at) == ("La mienne", NewsSource.TOWN_HALL, None)


def test_a_new_version_of_the_cgu_keeps_the_former(config):
    new = Cgu(version="9.0", published_on=date(2026, 3, 12), markdown="# Conditions\n\nNouvelles.")
    former = config.cgu.version

    operations.publish_configuration(config=replace(config, cgu=new), at=NOON)

    assert set(PublishedCgu.objects.values_list("version", flat=True)) == {former, "9.0"}
    assert PublishedCgu.objects.get(version="9.0").digest == new.digest


def test_another_text_under_a_published_version_is_refused(config):
    other = replace(config.cgu, markdown=config.cgu.markdown + "\n\nUne ligne de plus.")

    with pytest.raises(CguVersionAlreadyPublished) as refusal:
        operations.publish_configuration(config=replace(config, cgu=other), at=NOON)

    assert str(refusal.value) == (
        f"La version {config.cgu.version} des CGU est déjà publiée avec un autre texte : donnez-lui un nouveau numéro."
    )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE content_publishedcgu SET markdown = 'autre'", "DELETE FROM content_publishedcgu"],
)
def test_the_database_refuses_to_touch_a_published_version(config, statement):
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_commune_reads_its_own_texts(fresnes, villefranque):
    from tenants import context

    with context.activate(fresnes):
        mine = queries.current_cgu().markdown
    with context.activate(villefranque):
        theirs = queries.current_cgu().markdown

    assert mine != theirs
