from dataclasses import replace

import pytest

from apps.activities.definitions import rules_of
from apps.activities.errors import AuthorisationAlreadyPublished
from apps.activities.models import Activity, AuthorisationText, Group, Period, School, Site
from apps.activities.operations import publish_catalogue
from apps.audit.models import Event
from communes_config.schema import CommuneConfig
from tests.instants import MONDAY_MORNING as AT


@pytest.fixture
def config(in_villefranque) -> CommuneConfig:
    return in_villefranque.config


def last_event() -> dict[str, list[str]]:
    return Event.objects.filter(action="activities.catalogue_published").latest("pk").data


def test_a_commune_is_born_with_its_catalogue(config: CommuneConfig) -> None:
    assert [site.slug for site in Site.objects.all()] == [site.slug for site in config.sites]
    assert [(school.slug, school.kind, school.site.slug) for school in School.objects.select_related("site")] == [
        ("ecole-publique", "public", "ecole-publique"),
        ("ecole-privee", "private", "ecole-privee"),
    ]
    assert [(period.slug, period.last_day) for period in Period.objects.all()] == [
        (period.slug, period.last_day) for period in config.periods
    ]
    assert [rules_of(activity) for activity in Activity.objects.all()] == list(config.activities)
    canteen = Activity.objects.get(slug="restauration-ecole-publique")
    assert [group.title for group in canteen.groups.all()] == [group.title for group in config.activities[0].groups]
    assert [unit.title for unit in canteen.units.all()] == ["Menu classique", "Menu végétarien"]
    assert AuthorisationText.objects.count() == len(config.authorisations)


def test_publishing_the_same_catalogue_again_writes_nothing(config: CommuneConfig, django_assert_num_queries) -> None:
    before = Event.objects.count()
    with django_assert_num_queries(9) as recorded:
        publish_catalogue(config=config, at=AT)
    verbs = [query["sql"].split()[0] for query in recorded.captured_queries]
    assert verbs == ["SAVEPOINT", *["SELECT"] * 7, "RELEASE"]
    assert Event.objects.count() == before


def test_what_changes_gets_a_new_version_and_the_rest_keeps_its_own(config: CommuneConfig) -> None:
    canteen, *others = config.activities
    changed = replace(canteen, title="Cantine", units=canteen.units[:1])

    publish_catalogue(config=replace(config, activities=(changed, *others)), at=AT)

    versions = {activity.slug: activity.version for activity in Activity.objects.all()}
    assert (versions.pop(canteen.slug), set(versions.values())) == (2, {1})
    assert last_event() == {
        "changed": ["activities.restauration-ecole-publique"],
        "archived": ["units.menu-vegetarien"],
    }
    row = Activity.objects.get(slug=canteen.slug)
    assert (row.title, [unit.slug for unit in row.units.current()]) == ("Cantine", ["menu-classique"])


def test_what_leaves_the_files_is_archived_and_comes_back_as_it_was(config: CommuneConfig) -> None:
    gone = config.activities[-1]
    publish_catalogue(config=replace(config, activities=config.activities[:-1]), at=AT)
    kept = Activity.objects.get(slug=gone.slug)
    assert (kept.archived_at, last_event()) == (AT, {"archived": [f"activities.{gone.slug}"]})
    assert gone.slug not in [activity.slug for activity in Activity.objects.current()]

    publish_catalogue(config=config, at=AT)
    back = Activity.objects.get(slug=gone.slug)
    assert (back.pk, back.version, back.archived_at) == (kept.pk, 1, None)


def test_a_group_changes_its_places_and_keeps_its_row(config: CommuneConfig) -> None:
    after_school = config.activities[2]
    before = Group.objects.get(activity__slug=after_school.slug, slug="maternelle")
    bigger = replace(after_school.groups[0], capacity=99)
    activity = replace(after_school, groups=(bigger, *after_school.groups[1:]))

    publish_catalogue(config=replace(config, activities=(activity,)), at=AT)

    after = Group.objects.get(pk=before.pk)
    assert (before.capacity, after.capacity, after.archived_at) == (30, 99, None)


def test_a_text_that_families_answered_is_not_changed_under_them(config: CommuneConfig) -> None:
    first, *others = config.authorisations
    rewritten = replace(first, text="Autre chose.")
    with pytest.raises(AuthorisationAlreadyPublished, match="sortir-seul"):
        publish_catalogue(config=replace(config, authorisations=(rewritten, *others)), at=AT)

    published = replace(rewritten, version="2026-07")
    publish_catalogue(config=replace(config, authorisations=(published, *others)), at=AT)
    texts = AuthorisationText.objects.filter(slug="sortir-seul").order_by("version")
    assert [text.text for text in texts] == [first.text, "Autre chose."]
