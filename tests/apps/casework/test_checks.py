"""The platform does not start with a procedure that nobody can decide."""

from apps.casework import handlers
from apps.casework.checks import handlers_are_registered
from communes_config.schema.procedures import HANDLERS


def test_each_handler_that_a_file_may_name_is_registered() -> None:
    assert handlers_are_registered(None) == []


def test_missing_handler_is_named(monkeypatch) -> None:
    monkeypatch.delitem(handlers._handlers, "absence")
    [error] = handlers_are_registered(None)
    assert (error.id, "« absence »" in error.msg) == ("casework.E001", True)
    assert "absence" in HANDLERS
