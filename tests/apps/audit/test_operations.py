import pytest
from django.db import DatabaseError, connection, transaction

from apps.audit.models import Event
from apps.audit.operations import record
from apps.audit.queries import actions_of, history_of
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.people import MONDAY, agent, citizen

pytestmark = pytest.mark.usefixtures("in_fresnes")


def test_an_event_says_who_did_what_to_which_record_and_why() -> None:
    by, user = agent(), citizen()
    event = record(
        action="accounts.refused", actor=by, subject=user, reason="Doublon", data={"former": "pending"}, at=MONDAY
    )
    event.refresh_from_db()
    assert (event.action, event.actor_id, event.actor_label, event.subject_type, event.subject_id) == (
        "accounts.refused",
        by.pk,
        "Nadia AGENT",
        "accounts.user",
        str(user.pk),
    )
    assert (event.reason, event.data, event.at) == ("Doublon", {"former": "pending"}, MONDAY)


def test_the_service_itself_is_nobody() -> None:
    event = record(action="accounts.tidied", actor=None, subject=None, at=MONDAY)
    assert (event.actor_id, event.actor_label, event.subject_type, event.subject_id) == (None, "", "", "")


def test_the_history_of_a_record_is_its_own_newest_first() -> None:
    user, other = citizen(), citizen("autre")
    for action in ("a.first", "a.second"):
        record(action=action, actor=user, subject=user, at=MONDAY)
    record(action="a.third", actor=user, subject=other, at=MONDAY)
    assert [event.action for event in history_of(user)] == ["a.second", "a.first"]
    assert [event.action for event in actions_of(user)] == ["a.third", "a.second", "a.first"]


def test_the_log_outlives_the_account() -> None:
    user = citizen()
    record(action="a.first", actor=user, subject=user, at=MONDAY)
    user.delete()
    assert Event.objects.get(action="a.first").actor_label == "Maurice TESTO"


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'autre'", "DELETE FROM audit_event"])
def test_the_commune_s_role_may_only_add(statement: str) -> None:
    record(action="a.first", actor=None, subject=None, at=MONDAY)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'autre'", "DELETE FROM audit_event"])
def test_the_trigger_stops_even_the_owner_of_the_database(statement: str, in_fresnes: Commune) -> None:
    record(action="a.first", actor=None, subject=None, at=MONDAY)
    with (
        pytest.raises(DatabaseError, match="audit_event only grows"),
        transaction.atomic(),
        context.operator(in_fresnes.schema_name),
    ):
        connection.cursor().execute(statement)


def test_without_the_trigger_the_owner_could(in_fresnes: Commune) -> None:
    """The negative control: it is the trigger that refuses, and nothing else."""
    record(action="a.first", actor=None, subject=None, at=MONDAY)
    with transaction.atomic(), context.operator(in_fresnes.schema_name):
        cursor = connection.cursor()
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_only_grows")
        cursor.execute("UPDATE audit_event SET reason = 'autre' WHERE action = 'a.first'")
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_only_grows")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"action": ""}, "audit_event_says_what_was_done"),
        ({"action": "a.first", "subject_type": "accounts.user"}, "audit_event_names_its_subject_whole"),
    ],
)
def test_the_database_refuses_half_an_event(fields: dict[str, str], constraint: str) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Event.objects.create(at=MONDAY, **fields)
