"""What people choose to be told, and where."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from apps.audit import operations as audit
from apps.messaging.enums import Channel, Topic
from apps.messaging.errors import TopicNotRefusable
from apps.messaging.models import Preference
from apps.messaging.topics import TOPICS, can_be_refused


@transaction.atomic
def choose(*, user: Model, wanted: Mapping[tuple[Channel, Topic], bool], at: datetime) -> None:
    """Keep what a person wants, channel by channel and topic by topic. Raises TopicNotRefusable."""
    for (_channel, topic), yes in wanted.items():
        if not yes and not can_be_refused(topic):
            raise TopicNotRefusable(title=TOPICS[topic].title)
    rows = [
        Preference(user=user, channel=channel, topic=topic, wanted=yes, changed_at=at)
        for (channel, topic), yes in wanted.items()
        if can_be_refused(topic)
    ]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "channel", "topic"], update_fields=["wanted", "changed_at"]
    )
    refused = sorted(f"{channel}:{topic}" for (channel, topic), yes in wanted.items() if not yes)
    audit.record(action="message.preferences_chosen", actor=user, subject=user, data={"refused": refused}, at=at)
