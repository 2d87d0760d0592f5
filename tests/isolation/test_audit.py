"""The log only grows: the role of the commune may not change it, and the table itself refuses whoever may."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from apps.audit.models import Event
from apps.audit.operations import record
from apps.content.models import PublishedCgu
from tenants import context
from tenants.models import Commune
from tests.factories import EventFactory, PublishedCguFactory, UserFactory
from tests.instants import MONDAY_MORNING

from .standing import unprotected

CHANGES = ["UPDATE {} SET {} = 'rien'", "DELETE FROM {}"]


@pytest.mark.parametrize("change", CHANGES)
class TestLog:
    def test_the_role_of_the_commune_may_not_change_it(self, change: str, in_fresnes: Commune) -> None:
        EventFactory()
        with pytest.raises(ProgrammingError, match="permission denied for table audit_event"), transaction.atomic():
            _send(change.format("audit_event", "action"))
        assert Event.objects.latest("pk").action == "accounts.signed_in"

    def test_the_table_refuses_even_the_owner(self, change: str, fresnes: Commune) -> None:
        with context.activate(fresnes):
            EventFactory()
        with unprotected(fresnes), pytest.raises(IntegrityError, match="audit_event only grows"), transaction.atomic():
            _send(change.format("audit_event", "action"))

    def test_negative_control_without_its_trigger_the_table_obeys_the_owner(
        self, change: str, fresnes: Commune
    ) -> None:
        with context.activate(fresnes):
            EventFactory()
        with unprotected(fresnes):
            _send("ALTER TABLE audit_event DISABLE TRIGGER audit_event_only_grows")
            _send(change.format("audit_event", "action"))
            assert not Event.objects.filter(action="accounts.signed_in").exists()


def test_an_event_of_one_commune_is_not_in_the_log_of_another(fresnes: Commune, villefranque: Commune) -> None:
    """Two people of the same number: what one did is not told about the other."""
    with context.activate(fresnes):
        user = UserFactory()
        record(action="accounts.signed_in", actor=user, subject=user, at=MONDAY_MORNING)
    with context.activate(villefranque):
        namesake = UserFactory(pk=user.pk)
        assert list(Event.objects.about(namesake)) == []
        assert list(Event.objects.by(namesake)) == []


@pytest.mark.parametrize("change", CHANGES)
def test_published_terms_are_not_changed(change: str, in_fresnes: Commune) -> None:
    PublishedCguFactory(version="essai")
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        _send(change.format("content_publishedcgu", "markdown"))
    assert PublishedCgu.objects.get(version="essai").markdown == "Article 1."


def _send(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
