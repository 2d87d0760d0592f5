from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.audit.models import Event
from apps.messaging import queries, tasks
from apps.messaging.enums import MessageStatus
from apps.messaging.errors import DeliveryPostponed, MessageNotFailed
from apps.messaging.models import Message
from apps.messaging.operations import deliver, requeue_forgotten, resend, send_email
from tenants import context

from . import jobs, peer

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def queue(templates):
    """Queue one e-mail in the current commune."""
    templates("essai/bonjour", subject="Bienvenue", text="Bonjour.", html="<p>Bonjour.</p>")

    def send(**changes):
        arguments = {"template": "essai/bonjour", "to": "lea@exemple.fr", "context": {}, "at": NOON}
        return send_email(**arguments | changes)

    return send


def reread(message):
    return Message.objects.get(pk=message.pk)


def test_the_mail_server_receives_both_parts_in_the_name_of_the_commune(in_fresnes, queue, smtp):
    message = queue()

    deliver(message_id=message.pk, at=LATER)

    (received,) = smtp.received
    assert received["Message-ID"] == message.message_id
    assert received["From"] == "Espace Famille de Fresnes <ne-pas-repondre@parvis.example>"
    assert received["Reply-To"] == in_fresnes.config.identity.reply_to
    assert (received["To"], received["Subject"]) == ("lea@exemple.fr", "Bienvenue")
    assert received.get_body(("plain",)).get_content().splitlines() == ["Bonjour."]
    assert received.get_body(("html",)).get_content().splitlines() == ["<p>Bonjour.</p>"]


def test_an_answer_goes_to_who_wrote_when_the_message_says_so(in_fresnes, queue, smtp):
    message = queue(reply_to="zoe@exemple.fr")
    deliver(message_id=message.pk, at=LATER)
    (received,) = smtp.received
    assert (received["Reply-To"], reread(message).reply_to) == ("zoe@exemple.fr", "")


def test_what_is_kept_of_a_sent_message_is_the_proof_and_not_the_text(in_fresnes, queue, smtp):
    message = queue()

    deliver(message_id=message.pk, at=LATER)

    sent = reread(message)
    assert (sent.status, sent.sent_at, sent.text, sent.html) == (MessageStatus.SENT, LATER, "", "")


def test_a_job_that_runs_twice_sends_once(in_fresnes, queue, smtp):
    message = queue()

    tasks.send.run(message_id=message.pk)
    tasks.send.run(message_id=message.pk)

    assert len(smtp.received) == 1


def test_a_job_whose_message_is_gone_does_nothing(in_fresnes, smtp):
    deliver(message_id=404, at=LATER)

    assert smtp.received == []


def test_the_job_of_one_commune_sends_nothing_of_another(fresnes, villefranque, queue, smtp):
    with context.activate(fresnes):
        message = queue()

    with context.activate(villefranque):
        tasks.send.run(message_id=message.pk)

    assert smtp.received == []
    with context.activate(fresnes):
        assert reread(message).status == MessageStatus.QUEUED


def test_in_development_the_message_stays_where_it_can_be_read(in_fresnes, queue, settings):
    settings.EMAIL_URL = ""
    settings.DEVELOPMENT_MAILBOX = True
    message = queue()

    deliver(message_id=message.pk, at=LATER)

    sent = reread(message)
    assert (sent.status, sent.text) == (MessageStatus.SENT, "Bonjour.\n")


def test_without_any_way_out_the_message_waits(in_fresnes, queue, settings):
    settings.EMAIL_URL = ""
    settings.DEVELOPMENT_MAILBOX = False
    message = queue()

    deliver(message_id=message.pk, at=LATER)

    assert reread(message).status == MessageStatus.QUEUED


@pytest.mark.parametrize(
    "answers",
    [{"recipient_answer": "550 lea@exemple.fr unknown"}, {"data_answer": "554 spam"}],
    ids=["unknown recipient", "refused text"],
)
def test_a_final_refusal_fails_the_message_and_names_nobody(in_fresnes, queue, settings, answers):
    message = queue()

    with peer.listening(**answers) as server:
        settings.EMAIL_URL = server.url
        deliver(message_id=message.pk, at=LATER)

    failed = reread(message)
    assert (failed.status, failed.attempts, failed.last_error) == (
        MessageStatus.FAILED,
        1,
        f"SMTP {next(iter(answers.values()))[:3]}",
    )
    assert failed.text == "Bonjour.\n"


def test_a_passing_refusal_postpones_the_message_four_times_longer_each_time(in_fresnes, queue, settings):
    message = queue()

    with peer.listening(recipient_answer="451 come back") as server:
        settings.EMAIL_URL = server.url
        for attempt, seconds in ((1, 4), (2, 16), (3, 64)):
            with pytest.raises(DeliveryPostponed, match="SMTP 451"):
                deliver(message_id=message.pk, at=LATER)
            postponed = reread(message)
            assert (postponed.status, postponed.attempts) == (MessageStatus.QUEUED, attempt)
            assert postponed.due_at == LATER + timedelta(seconds=seconds)


def test_the_eighth_failure_is_the_last(in_fresnes, queue, settings):
    message = queue()
    settings.EMAIL_URL = "smtp://127.0.0.1:1"  # nothing listens there

    for _ in range(7):
        with pytest.raises(DeliveryPostponed, match="ConnectionRefusedError"):
            deliver(message_id=message.pk, at=LATER)
    deliver(message_id=message.pk, at=LATER)

    failed = reread(message)
    assert (failed.status, failed.attempts, failed.last_error) == (MessageStatus.FAILED, 8, "ConnectionRefusedError")


def test_an_agent_sees_what_did_not_reach_a_person_and_sends_it_again(in_fresnes, queue, smtp):
    about = queue()
    message = queue(subject_of=about)
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.FAILED, attempts=8, last_error="SMTP 550")
    assert list(queries.undelivered_about(about)) == [message]
    assert queries.last_about(about, "essai/bonjour") == message

    again = resend(message=message, by=about, at=LATER)

    assert (again.status, again.attempts, again.last_error, again.due_at) == (MessageStatus.QUEUED, 0, "", LATER)
    assert jobs.waiting()[-1] == ("apps.messaging.tasks.send", {"commune": "fresnes", "message_id": message.pk})
    assert Event.objects.filter(action="message.resent", subject_id=str(message.pk)).count() == 1
    deliver(message_id=message.pk, at=LATER)
    assert list(queries.undelivered_about(about)) == []


def test_a_message_that_did_not_fail_is_not_sent_again(in_fresnes, queue):
    message = queue()

    with pytest.raises(MessageNotFailed):
        resend(message=message, by=message, at=LATER)


def test_a_message_whose_job_is_lost_gets_another_after_a_quarter_of_an_hour(in_fresnes, queue):
    message = queue()
    limit = NOON + timedelta(minutes=15)

    assert requeue_forgotten(at=limit) == 0
    assert requeue_forgotten(at=limit + timedelta(microseconds=1)) == 1

    assert reread(message).due_at == limit + timedelta(microseconds=1)
    assert len(jobs.waiting()) == 2


def test_what_was_sent_is_not_forgotten_mail(in_fresnes, queue, smtp):
    message = queue()
    deliver(message_id=message.pk, at=NOON)

    assert requeue_forgotten(at=NOON + timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_send_it_once(fresnes, queue, settings):
    """The first keeps the row while the server answers; the second finds it taken and leaves.

    Nothing but the lock holds it back: what the second reads still says that the message waits.
    """
    seen_meanwhile = []
    settings.DEVELOPMENT_MAILBOX = False
    both_are_here = Barrier(2, timeout=10)
    with context.activate(fresnes):
        message = queue()

    def work():
        try:
            with context.activate(fresnes):
                deliver(message_id=message.pk, at=LATER)
        finally:
            connection.close()

    def second_worker():
        both_are_here.wait()
        with context.activate(fresnes):
            seen_meanwhile.append(reread(message).status)
        work()

    other = Thread(target=second_worker)

    def while_the_server_answers():
        if len(server.received) == 1:
            both_are_here.wait()
            other.join(10)

    with peer.listening(on_data=while_the_server_answers) as server:
        settings.EMAIL_URL = server.url
        other.start()
        first = Thread(target=work)
        first.start()
        first.join(20)

    assert seen_meanwhile == [MessageStatus.QUEUED]
    assert len(server.received) == 1
    with context.activate(fresnes):
        assert reread(message).status == MessageStatus.SENT
