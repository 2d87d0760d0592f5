"""What each e-mail is about."""

from pathlib import Path

import pytest
from django.apps import apps

from apps.messaging.enums import Topic
from apps.messaging.topics import TOPICS, can_be_refused, topic_of


def names():
    """Every e-mail of the portal: `<app>/<name>`."""
    return sorted(
        f"{path.parent.name}/{path.name.removesuffix('.subject.txt')}"
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "templates" / "emails").glob("*/*.subject.txt")
    )


def test_only_these_emails_can_be_refused():
    assert [name for name in names() if can_be_refused(topic_of(name))] == [
        "casework/draft_forgotten",
        "casework/message",
        "casework/progress",
        "documents/expiring",
        "enrolments/group_message",
        "families/certification_due",
        "health/plan_ending",
        "health/plan_signed",
    ]


def test_a_topic_that_is_offered_has_an_email():
    assert {topic_of(name) for name in names()} == set(Topic)


def test_every_topic_has_words():
    assert list(TOPICS) == list(Topic)


@pytest.mark.parametrize("topic", [Topic.ACCOUNT, Topic.DECISIONS])
def test_what_cannot_be_refused_says_why(topic):
    assert TOPICS[topic].law.startswith("Toujours envoyés : ")


def test_an_unknown_email_is_about_the_account_and_always_leaves():
    assert topic_of("essai/bonjour") == Topic.ACCOUNT
