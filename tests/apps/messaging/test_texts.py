"""A text message announces what waits in the space: to who wants it, by day, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.enums import PreferredContact
from apps.messaging import operations, queries, reach
from apps.messaging.enums import Channel, MessageStatus, Topic
from apps.messaging.gateways import brevo, missing_sms_key
from apps.messaging.models import Message
from apps.messaging.reach import Texts
from communes_config.schema import Sms
from tests.configurations import adjust
from tests.factories import PersonFactory, PreferenceFactory, RestrictionFactory, UserFactory

from . import jobs, sms_peer

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)  # a Thursday, noon in Paris
NIGHT = datetime(2026, 3, 12, 19, 0, tzinfo=UTC)  # 20:00
MORNING = datetime(2026, 3, 13, 7, 0, tzinfo=UTC)  # 8:00
PAGE = "/mes-documents/"


@pytest.fixture
def commune(in_fresnes):
    adjust(in_fresnes, sms=Sms(enabled=True, sender="FRESNES"))
    return in_fresnes


@pytest.fixture
def parent(commune):
    return UserFactory(mobile="06 12 34 56 78", preferred_contact=PreferredContact.MOBILE)


@pytest.fixture
def provider(settings):
    with sms_peer.answering() as peer:
        settings.SMS_API_URL, settings.SMS_API_KEYS = peer.url, {"FRESNES": "key-of-fresnes"}
        settings.DEVELOPMENT_MAILBOX = False
        yield peer


@pytest.fixture
def tell(templates):
    def write(to, *, template="documents/essai", at=NOON, **more):
        templates(template, subject="Un document expire", text="Le livret de Léa.")
        operations.send_email(template=template, to=to, context={}, at=at, **{"page": PAGE, **more})
        return Message.objects.filter(channel=Channel.SMS).first()

    return write


def reread(message):
    return Message.objects.get(pk=message.pk)


class TestWriting:
    def test_a_text_says_that_something_waits_and_not_what(self, parent, tell):
        sms = tell(parent)

        assert (sms.recipient, sms.subject, sms.account, sms.due_at) == (
            "+33612345678",
            "Un document expire",
            parent,
            NOON,
        )
        assert sms.text == (
            "Fresnes : un document ou des informations de votre espace sont à renouveler. http://fresnes.localhost/mes-documents/"
        )
        assert Message.objects.filter(channel=Channel.EMAIL).count() == 1

    def test_what_the_law_requires_is_never_a_text(self, parent, tell):
        PreferenceFactory(user=parent, channel=Channel.SMS, topic=Topic.DECISIONS, wanted=True)

        assert tell(parent, template="casework/essai") is None

    def test_what_has_no_page_to_lead_to_is_not_announced(self, parent, tell):
        assert tell(parent, page="") is None

    def test_nobody_gets_any_where_the_commune_sends_none(self, in_fresnes, tell):
        assert tell(UserFactory(mobile="0612345678", preferred_contact=PreferredContact.MOBILE)) is None

    @pytest.mark.parametrize("contact", ["", *(one for one in PreferredContact if one != PreferredContact.MOBILE)])
    def test_who_prefers_another_contact_gets_none_unless_they_choose_it(self, parent, tell, contact):
        parent.preferred_contact = contact
        parent.save()
        assert tell(parent) is None

        PreferenceFactory(user=parent, channel=Channel.SMS, topic=Topic.DOCUMENTS, wanted=True)
        assert tell(parent).recipient == "+33612345678"

    def test_a_choice_is_stronger_than_the_preferred_contact(self, parent, tell):
        PreferenceFactory(user=parent, channel=Channel.SMS, topic=Topic.DOCUMENTS, wanted=False)

        assert tell(parent) is None

    def test_a_refusal_declared_with_the_family_is_stronger_than_everything(self, parent, tell):
        PreferenceFactory(user=parent, channel=Channel.SMS, topic=Topic.DOCUMENTS, wanted=True)
        PersonFactory(account=parent, refuses_sms=True)

        assert (tell(parent), reach.texts_of(parent)) == (None, Texts.REFUSED)

    def test_a_landline_takes_none(self, parent, tell):
        parent.mobile = "01 46 12 34 56"
        parent.save()

        assert (tell(parent), reach.texts_of(parent)) == (None, Texts.NO_NUMBER)

    def test_the_boxes_offer_texts_where_they_would_arrive(self, parent):
        boxes = [[(box.channel, box.wanted) for box in row] for row in queries.choices_of(parent)]
        required = [(Channel.EMAIL, True), (Channel.PORTAL, True)]
        free = [(Channel.EMAIL, True), (Channel.SMS, True), (Channel.PORTAL, True)]

        assert boxes[:2] == [required, required]
        assert boxes[2:] == [free] * (len(Topic) - 2)

    def test_a_text_of_the_evening_waits_for_the_morning(self, parent, tell):
        assert tell(parent, at=NIGHT).due_at == MORNING


class TestLeaving:
    def test_it_leaves_in_the_name_of_the_commune_and_its_words_are_forgotten(self, parent, provider, tell):
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)

        assert [(one["sender"], one["recipient"], one["tag"]) for one in provider.sent] == [
            ("FRESNES", "33612345678", str(sms.reference))
        ]
        sent = reread(sms)
        assert (sent.status, sent.sent_at, sent.text) == (MessageStatus.SENT, NOON, "")

    def test_a_job_that_runs_twice_sends_once(self, parent, provider, tell):
        sms = tell(parent)
        for _ in range(2):
            operations.deliver(message_id=sms.pk, at=NOON)

        assert (len(provider.sent), provider.asked) == (1, [])

    def test_a_job_that_comes_at_night_waits_for_the_morning(self, parent, provider, tell):
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NIGHT)

        assert (provider.sent, reread(sms).due_at, len(jobs.waiting())) == ([], MORNING, 3)

    def test_a_final_refusal_is_shown_to_agents(self, parent, provider, tell):
        provider.status, provider.answer = 400, {"code": "invalid_parameter"}
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)

        assert [(one.pk, one.last_error) for one in Message.objects.lost()] == [(sms.pk, "HTTP 400 invalid_parameter")]

    def test_without_credit_it_waits_twice_as_long_each_time_then_gives_up(self, parent, provider, tell):
        provider.status, provider.answer = 402, {"code": "not_enough_credits"}
        sms = tell(parent)
        waits = []
        for attempt in range(1, 8):
            operations.deliver(message_id=sms.pk, at=NOON)
            waits.append(reread(sms).due_at - NOON)
            assert (reread(sms).status, reread(sms).attempts) == (MessageStatus.QUEUED, attempt)
        operations.deliver(message_id=sms.pk, at=NOON)

        assert waits == [timedelta(minutes=5 * 2**n) for n in range(7)]
        assert (reread(sms).status, reread(sms).attempts) == (MessageStatus.FAILED, 8)

    def test_what_the_provider_took_without_saying_so_is_not_sent_again(self, parent, provider, tell, monkeypatch):
        monkeypatch.setattr(brevo.Brevo.__init__, "__defaults__", (0.2,))
        provider.silent = True
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)
        assert (reread(sms).status, reread(sms).last_error) == (MessageStatus.QUEUED, "ReadTimeout")

        provider.silent = False
        operations.deliver(message_id=sms.pk, at=NOON + timedelta(minutes=5))

        assert (len(provider.sent), provider.asked) == (1, [str(sms.reference)])
        assert reread(sms).status == MessageStatus.SENT

    def test_a_worker_that_died_before_the_answer_was_kept_is_followed_by_one_that_asks(self, parent, provider, tell):
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)
        Message.objects.filter(pk=sms.pk).update(status=MessageStatus.QUEUED, sent_at=None, text="Fresnes : …")

        operations.deliver(message_id=sms.pk, at=NOON + timedelta(minutes=1))

        assert (len(provider.sent), reread(sms).status) == (1, MessageStatus.SENT)

    def test_a_worker_that_died_before_sending_is_followed_by_one_that_sends(self, parent, provider, tell):
        sms = tell(parent)
        Message.objects.filter(pk=sms.pk).update(tried_at=NOON)
        operations.deliver(message_id=sms.pk, at=NOON + timedelta(minutes=1))

        assert (provider.asked, len(provider.sent)) == ([str(sms.reference)], 1)

    def test_an_agent_sends_again_what_failed_and_it_is_asked_for_first(self, parent, provider, tell):
        provider.status = 400
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)
        provider.status = 201
        operations.resend(message=sms, by=parent, at=NOON)
        operations.deliver(message_id=sms.pk, at=NOON + timedelta(minutes=1))

        assert (provider.asked, len(provider.sent)) == ([str(sms.reference)], 1)

    def test_who_refuses_meanwhile_gets_none(self, parent, provider, tell):
        sms = tell(parent)
        PersonFactory(account=parent, refuses_sms=True)
        operations.deliver(message_id=sms.pk, at=NOON)

        assert (provider.sent, reread(sms).last_error) == ([], "retenu : le destinataire ne veut plus de SMS")

    def test_whom_a_judge_silences_meanwhile_is_not_told(self, parent, provider, tell):
        adult, child = PersonFactory(account=parent), PersonFactory()
        sms = tell(parent, children=[child.pk])
        RestrictionFactory(adult=adult, child=child, kind="no_information", starts_on=NOON.date())
        operations.deliver(message_id=sms.pk, at=NOON)

        assert (provider.sent, reread(sms).last_error) == ([], operations.WITHHELD)

    def test_where_the_key_is_gone_it_waits(self, parent, provider, tell, settings):
        sms = tell(parent)
        settings.SMS_API_KEYS = {}
        operations.deliver(message_id=sms.pk, at=NOON)

        assert (provider.sent, reread(sms).status) == ([], MessageStatus.QUEUED)

    def test_in_development_it_stays_where_it_can_be_read(self, parent, tell):
        sms = tell(parent)
        operations.deliver(message_id=sms.pk, at=NOON)

        assert (reread(sms).status, reread(sms).text) == (MessageStatus.SENT, sms.text)


class TestCommunes:
    def test_each_has_a_key_of_its_own_and_is_told_when_it_lacks_it(self, commune, settings):
        settings.DEVELOPMENT_MAILBOX = False
        settings.SMS_API_KEYS = {"VILLEFRANQUE": "key"}

        assert missing_sms_key(commune.config) == "Les SMS sont proposés sans clé : SMS_API_KEY_FRESNES manque"
        assert missing_sms_key(replace(commune.config, slug="villefranque")) == ""
        assert missing_sms_key(replace(commune.config, sms=Sms())) == ""
