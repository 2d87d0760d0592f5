"""What is said in a person's own space."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.messaging import operations, queries
from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Notice
from apps.messaging.tasks import forget_old_notices
from tests.factories import NoticeFactory, PreferenceFactory, UserFactory
from tests.instants import MONDAY_MORNING

TODAY = MONDAY_MORNING.date()
LATER = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def parent(in_fresnes):
    return UserFactory()


def test_a_notice_waits_to_be_read(parent):
    notice = operations.post_notice(
        to=parent, topic=Topic.HEALTH, title="Le PAI de Zoé est signé", page="/enfants/1/", at=MONDAY_MORNING
    )

    assert (notice.title, notice.page, notice.read_at) == ("Le PAI de Zoé est signé", "/enfants/1/", None)
    assert str(notice) == "Le PAI de Zoé est signé"
    assert queries.unread_count(parent, TODAY) == 1


def test_a_notice_nobody_wants_is_not_kept(parent):
    PreferenceFactory(user=parent, channel=Channel.PORTAL, topic=Topic.HEALTH, wanted=False)

    assert operations.post_notice(to=parent, topic=Topic.HEALTH, title="PAI", at=MONDAY_MORNING) is None
    assert list(Notice.objects.all()) == []


def test_a_long_title_is_cut_rather_than_lost(parent):
    notice = operations.post_notice(to=parent, topic=Topic.HEALTH, title="a" * 300, at=MONDAY_MORNING)

    assert notice.title == "a" * 255


def test_reading_keeps_the_first_time(parent):
    notice = NoticeFactory(user=parent)
    for at in (LATER, LATER + timedelta(days=1)):
        operations.read_notice(notice=Notice.objects.get(pk=notice.pk), at=at)

    assert Notice.objects.get().read_at == LATER


def test_reading_everything_is_for_oneself(parent):
    NoticeFactory(user=parent)
    read = NoticeFactory(user=parent, read_at=MONDAY_MORNING)
    other = NoticeFactory()

    assert operations.read_all(user=parent, at=LATER) == 1
    assert (queries.unread_count(parent, TODAY), queries.unread_count(other.user, TODAY)) == (0, 1)
    read.refresh_from_db()
    assert read.read_at == MONDAY_MORNING


def test_the_newest_comes_first(parent):
    older = NoticeFactory(user=parent)
    newer = NoticeFactory(user=parent, created_at=LATER)
    NoticeFactory()

    assert list(queries.notices_of(parent, TODAY)) == [newer, older]


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=365), 1), (timedelta(days=365, seconds=1), 0)])
def test_notices_of_more_than_a_year_are_forgotten(parent, age, left):
    NoticeFactory(user=parent, created_at=LATER - age)

    assert operations.forget_old_notices(at=LATER) == 1 - left
    assert Notice.objects.count() == left


def test_the_worker_forgets_them_every_night(parent):
    NoticeFactory(user=parent, created_at=timezone.now() - timedelta(days=366))

    forget_old_notices.run()

    assert list(Notice.objects.all()) == []


@pytest.mark.parametrize("page", ["https://exemple.fr/", "//exemple.fr/", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_but_to_this_portal(parent, page):
    with pytest.raises(IntegrityError, match="notice_page_is_of_this_portal"), transaction.atomic():
        NoticeFactory(user=parent, page=page)
