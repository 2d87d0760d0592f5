"""What the connection remembers must be what the server does: after rollbacks, savepoints, reconnections."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import IdleInTransactionSessionTimeout

from apps.accounts.models import User
from tenants import context
from tenants.models import Commune
from tenants.places import Place, standing_in


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def test_the_switch_is_sent_once(in_fresnes: Commune) -> None:
    User.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        User.objects.count()
        User.objects.count()
    assert len(queries) == 2


@pytest.mark.django_db(transaction=True)
def test_after_a_rollback_the_schema_is_still_the_commune(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        assert _schema() == "c_fresnes"
        with context.activate(villefranque):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                assert _schema() == "c_villefranque"
                _ = 1 / 0
            assert _schema() == "c_villefranque"
        assert _schema() == "c_fresnes"


@pytest.mark.django_db(transaction=True)
def test_after_a_savepoint_rollback_the_schema_is_still_the_commune(fresnes: Commune, villefranque: Commune) -> None:
    with transaction.atomic(), context.activate(fresnes):
        assert _schema() == "c_fresnes"
        with context.activate(villefranque):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                assert _schema() == "c_villefranque"
                _ = 1 / 0
            assert _schema() == "c_villefranque"


@pytest.mark.django_db(transaction=True)
def test_negative_control_a_connection_that_trusts_its_memory_is_wrong_after_a_rollback(
    fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(fresnes):
        _schema()
        with pytest.raises(ZeroDivisionError), transaction.atomic(), context.activate(villefranque):
            _schema()
            remembered = connection.search_path_set_schemas
            _ = 1 / 0
    connection.search_path_set_schemas = remembered  # what a backend that forgets nothing would believe
    with context.activate(villefranque):
        assert _schema() == "c_fresnes"
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_stands_where_the_code_stands(fresnes: Commune) -> None:
    with context.activate(fresnes):
        assert _schema() == "c_fresnes"
        connection.close()
        assert _schema() == "c_fresnes"


@pytest.mark.django_db(transaction=True)
def test_a_server_side_cursor_reads_the_commune(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(villefranque):
        _schema()
    with context.activate(fresnes), transaction.atomic():
        assert list(User.objects.order_by("pk").iterator(chunk_size=1)) == []
        assert _schema() == "c_fresnes"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["executemany", "copy", "stream", "alone"])
def test_whatever_the_first_statement_is_it_runs_in_the_commune(
    way: str, fresnes: Commune, villefranque: Commune
) -> None:
    ask = "SELECT current_schema()"
    with context.activate(villefranque):
        _schema()
    with context.activate(fresnes), connection.cursor() as cursor:
        if way == "executemany":
            cursor.executemany("INSERT INTO casework_casecounter (year, last) VALUES (%s, 1)", [(1999,)])
            cursor.execute("SELECT 'c_fresnes' FROM c_fresnes.casework_casecounter WHERE year = 1999")
            found = cursor.fetchone()[0]
        elif way == "copy":
            with cursor.copy(f"COPY ({ask}) TO STDOUT") as copied:
                found = bytes(copied.read()).decode().strip()
        elif way == "stream":
            found = next(iter(cursor.stream(ask)))[0]
        else:
            cursor.execute("SHOW search_path")
            found = cursor.fetchone()[0].split(",")[0].strip('"')
    assert found == "c_fresnes"


@pytest.mark.django_db(transaction=True)
def test_a_first_statement_that_fails_leaves_the_next_one_in_the_commune(
    fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(villefranque):
        _schema()
    with context.activate(fresnes):
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_the_kind")
        assert _schema() == "c_fresnes"


@pytest.mark.django_db(transaction=True)
def test_a_role_that_does_not_exist_is_said_with_the_place(fresnes: Commune) -> None:
    with pytest.raises(DatabaseError), standing_in(Place("c_fresnes", "c_nobody")):
        _schema()
    with pytest.raises(DatabaseError, match="c_nobody"), standing_in(Place("c_fresnes", "c_nobody")):
        with connection.cursor() as cursor:
            cursor.execute("SHOW search_path")


def test_nobody_waits_for_a_lock_or_in_a_transaction_for_long(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')")
        assert cursor.fetchone() == ("15s", "1min")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_everybody_left_lets_its_locks_go(fresnes: Commune) -> None:
    left = connection.copy()
    left.settings_dict["OPTIONS"] = {"options": "-c idle_in_transaction_session_timeout=50ms"}
    try:
        left.ensure_connection()
        left.connection.execute("BEGIN; LOCK TABLE c_fresnes.accounts_user")
        with context.activate(fresnes):
            assert User.objects.count() == 0
        with pytest.raises(IdleInTransactionSessionTimeout):
            left.connection.execute("SELECT 1")
    finally:
        left.close()


@pytest.mark.django_db(transaction=True)
def test_the_switch_travels_with_the_first_statement(
    fresnes: Commune, villefranque: Commune, sent: Callable[[], list[str]]
) -> None:
    with context.activate(fresnes):
        User.objects.count()
    with context.activate(villefranque):
        User.objects.count()
        User.objects.count()
    first, second, third = sent()
    assert first.startswith('SET search_path = "c_fresnes"')
    assert second.startswith('SET search_path = "c_villefranque"')
    assert third.startswith("SELECT COUNT")


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """What the connection sends to the server, message by message, as the PostgreSQL library itself writes it down."""
    connection.ensure_connection()
    server = connection.connection.pgconn
    messages = tmp_path / "messages"
    with messages.open("w") as file:
        server.trace(file.fileno())
        yield lambda: [line.split('"', 1)[1] for line in messages.read_text().splitlines() if "\tQuery\t" in line]
        server.untrace()
