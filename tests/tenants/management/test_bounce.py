from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message
from tenants import context
from tenants.models import Commune
from tests.apps.messaging.test_bounces import LETTER, report
from tests.factories import MessageFactory
from tests.instants import MONDAY_MORNING

from .conftest import Run

pytestmark = pytest.mark.django_db


def test_reports_are_noted_in_the_commune_whose_message_came_back(run: Run, tmp_path: Path, fresnes: Commune) -> None:
    with context.activate(fresnes):
        message = MessageFactory(status=MessageStatus.SENT, sent_at=MONDAY_MORNING, text="")
        message.message_id = f"<{message.reference}@{fresnes.host}>"
        message.save(update_fields=["message_id"])
    elsewhere = f"<{message.reference}@ailleurs.example>"
    files = [tmp_path / name for name in ("ours", "letter", "elsewhere")]
    for file, content in zip(
        files, [report(message_id=message.message_id), LETTER, report(message_id=elsewhere)], strict=True
    ):
        file.write_bytes(content)

    ran = run("bounce", *files, "--json")

    assert (ran.code, ran.result) == (0, {"read": 3, "noted": 1, "ignored": 2})
    with context.activate(fresnes):
        assert [lost.pk for lost in Message.objects.lost()] == [message.pk]


def test_a_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("bounce", tmp_path / "perdu")

    assert (ran.code, ran.errors) == (1, f"{tmp_path / 'perdu'} : fichier illisible (No such file or directory).")


def test_a_mail_filter_gives_one_letter_on_the_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(LETTER)))

    assert run("bounce", "--json").result == {"read": 1, "noted": 0, "ignored": 1}
