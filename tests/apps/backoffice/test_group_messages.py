"""Agents write to all the families of an activity: they see who will be told, then send, then read it again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.enrolments.models import GroupMessage
from apps.families.enums import MemberRole
from tests.apps.backoffice.desk import Desk, hidden, texts
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GroupMessageFactory,
    GroupRecipientFactory,
    HouseholdMemberFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")


def family(activity: object, name: str = "Testo") -> object:
    """A parent with an account whose child has a place today."""
    today = timezone.localdate()
    child = PersonFactory(child=True, first_names="Léa")
    EnrolmentFactory(child=child, activity=activity, starts_on=today - timedelta(days=1), ends_on=today)
    adult = HouseholdMemberFactory(person=PersonFactory(account=UserFactory(), usual_name=name, first_names="Anne"))
    HouseholdMemberFactory(household=adult.household, person=child, role=MemberRole.CHILD)
    return adult.person


def given(activity: object, **changed: str) -> dict[str, str]:
    return {"audience": f"activite:{activity.pk}", "subject": "Grève", "body": "Fermé jeudi.", **changed}


def previewed(desk: Desk, activity: object) -> dict[str, str]:
    """See who will be told, and return what the page sends next."""
    page = desk.post("group-message-new", **given(activity))
    return {**given(activity), **hidden(page, ""), "envoyer": "1"}


def test_nothing_leaves_before_it_has_been_seen(sit: Callable) -> None:
    activity = ActivityFactory()
    family(activity)
    page = sit("family_agent").post("group-message-new", **given(activity, envoyer="1"))
    assert texts(page, "tbody th") == ["Anne Testo"]
    assert texts(page, "tbody td[data-label=Par]") == ["Courriel et espace"]
    assert texts(page, "textarea") == ["Fermé jeudi."]
    assert not GroupMessage.objects.exists()


def test_what_has_been_seen_is_sent_once(sit: Callable) -> None:
    activity = ActivityFactory(title="Cantine")
    family(activity)
    desk = sit("family_agent")
    seen = previewed(desk, activity)
    assert desk.say("group-message-new", **seen) == ["« Grève » part aux familles : Cantine."]
    desk.say("group-message-new", **seen)
    message = GroupMessage.objects.get()
    assert texts(desk.get("group-messages"), "tbody th") == ["Grève"]
    assert texts(desk.get("group-message", message.pk), "tbody th") == ["Anne Testo"]


def test_another_audience_than_the_one_seen_is_shown_first(sit: Callable) -> None:
    activity, other = ActivityFactory(), ActivityFactory()
    family(activity)
    family(other, "Autre")
    desk = sit("family_agent")
    changed = {**previewed(desk, activity), "audience": f"activite:{other.pk}"}
    assert texts(desk.post("group-message-new", **changed), "tbody th") == ["Anne Autre"]
    assert not GroupMessage.objects.exists()


def test_an_empty_audience_is_said(sit: Callable) -> None:
    page = sit("family_agent").post("group-message-new", **given(ActivityFactory()))
    assert "Aucune famille n’est concernée ce jour-là" in page.text


def test_what_is_missing_is_named(sit: Callable) -> None:
    page = sit("family_agent").post("group-message-new", subject="Grève")
    assert len(texts(page, ".error-summary li")) == 2


def test_an_agent_of_another_service_neither_writes_nor_reads(sit: Callable) -> None:
    activity = ActivityFactory(service="accueil-unique")
    message = GroupMessageFactory(service="accueil-unique")
    desk = sit("family_agent", service="ailleurs")
    assert texts(desk.post("group-message-new", **given(activity)), ".error-summary li") != []
    assert texts(desk.get("group-messages"), "tbody th") == []
    assert desk.get("group-message", message.pk).status_code == 404


def test_a_reader_does_not_write(sit: Callable) -> None:
    desk = sit("reader")
    assert [desk.get(name).status_code for name in ("group-messages", "group-message-new")] == [403, 403]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, constant_queries: Callable, rows: int) -> None:
    for _ in range(rows):
        GroupRecipientFactory()
    desk = sit()
    desk.get("group-messages")
    with constant_queries(5):
        desk.get("group-messages")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_recipients_are_read_in_as_many_queries(sit: Callable, constant_queries: Callable, rows: int) -> None:
    message = GroupMessageFactory()
    for _ in range(rows):
        GroupRecipientFactory(message=message)
    desk = sit()
    desk.get("group-message", message.pk)
    with constant_queries(7):
        desk.get("group-message", message.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_asks_as_much_for_one_as_for_three(sit: Callable, constant_queries: Callable, rows: int) -> None:
    activity = ActivityFactory()
    for _ in range(rows):
        family(activity)
    desk = sit()
    desk.post("group-message-new", **given(activity))
    with constant_queries(12):
        desk.post("group-message-new", **given(activity))
