import pytest
from django.utils import timezone

from apps.accounts.errors import ReasonMissing
from apps.accounts.operations.activation import approve, refuse
from apps.audit.models import Event
from apps.backoffice.previews import messages_of
from apps.messaging.models import Message
from tests.apps.accounts.people import agent
from tests.apps.backoffice.desk import waiting

pytestmark = pytest.mark.usefixtures("in_villennes")


def test_a_preview_reads_the_message_and_leaves_nothing() -> None:
    user, by = waiting(), agent()
    (preview,) = messages_of(lambda: approve(user=user, by=by, at=timezone.now()))
    assert preview.recipient == user.email
    assert preview.subject
    user.refresh_from_db()
    assert (user.status, Message.objects.count()) == ("pending_approval", 0)
    assert Event.objects.about(user).count() == 0


def test_a_refusal_is_raised_as_when_it_really_runs() -> None:
    user, by = waiting(), agent()
    with pytest.raises(ReasonMissing):
        messages_of(lambda: refuse(user=user, by=by, reason=" ", at=timezone.now()))
