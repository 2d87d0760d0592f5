"""Notices: what is said in a person's own space."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Notice
from apps.messaging.queries import notices_of, wants
from tenants import context

KEPT = timedelta(days=365)


@transaction.atomic
def post_notice(
    *, to: User, topic: Topic, title: str, at: datetime, page: str = "", children: Collection[int] = ()
) -> Notice | None:
    """Say something in a person's space, unless they refuse it there; `children` are those it is about."""
    if not wants(to, Channel.PORTAL, topic):
        return None
    return Notice.objects.create(
        user=to, topic=topic, title=title[:255], page=page, children=sorted(children), created_at=at
    )


@transaction.atomic
def read_notice(*, notice: Notice, at: datetime) -> Notice:
    """Keep when its reader first opened it."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_all(*, user: User, at: datetime) -> int:
    return notices_of(user, context.local_date(at)).unread().update(read_at=at)


def forget_old_notices(*, at: datetime) -> int:
    """Delete the notices of more than a year, and return how many there were."""
    deleted, _by_model = Notice.objects.filter(created_at__lt=at - KEPT).delete()
    return deleted
