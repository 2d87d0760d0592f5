"""Everybody chooses what they are told and where, but for what the law or their own safety requires."""

import pytest

from apps.audit.models import Event
from apps.messaging import operations, queries
from apps.messaging.enums import Channel, Topic
from apps.messaging.errors import TopicNotRefusable
from apps.messaging.models import Message, Notice, Preference
from tests.factories import PersonFactory, PreferenceFactory, UserFactory
from tests.instants import MONDAY_MORNING

EVERYWHERE = (Channel.EMAIL, Channel.PORTAL)  # text messages: test_texts.py
REFUSABLE = (Topic.REQUESTS, Topic.HEALTH, Topic.DOCUMENTS, Topic.ACTIVITIES)
REQUIRED = (Topic.ACCOUNT, Topic.DECISIONS)


@pytest.fixture
def parent(in_fresnes):
    return UserFactory(email="lea@exemple.fr")


def tell(templates, to, template="documents/essai", **more):
    templates(template, subject="Un mot", text="Bonjour.")
    return operations.send_email(template=template, to=to, context={}, at=MONDAY_MORNING, **more)


class TestWhatIsWanted:
    @pytest.mark.parametrize("channel", EVERYWHERE)
    @pytest.mark.parametrize("topic", Topic)
    def test_everything_is_told_everywhere_until_somebody_chooses(self, parent, channel, topic):
        assert queries.wants(parent, channel, topic) is True

    def test_a_choice_holds_for_its_channel_and_its_topic_only(self, parent):
        PreferenceFactory(user=parent, channel=Channel.EMAIL, topic=Topic.DOCUMENTS, wanted=False)

        refused = [(c, t) for c in EVERYWHERE for t in Topic if not queries.wants(parent, c, t)]
        assert refused == [(Channel.EMAIL, Topic.DOCUMENTS)]

    def test_a_choice_is_of_its_author_only(self, parent):
        PreferenceFactory(user=UserFactory(), channel=Channel.EMAIL, topic=Topic.DOCUMENTS, wanted=False)

        assert queries.wants(parent, Channel.EMAIL, Topic.DOCUMENTS) is True

    @pytest.mark.parametrize("topic", REQUIRED)
    def test_what_the_law_requires_costs_no_query(self, parent, topic, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert queries.wants(parent, Channel.EMAIL, topic) is True

    @pytest.mark.parametrize(("topic", "wanted"), [*((t, False) for t in REFUSABLE), *((t, True) for t in REQUIRED)])
    def test_who_declared_to_want_no_email_gets_the_required_ones_only(self, parent, topic, wanted):
        PersonFactory(account=parent, refuses_email=True)

        assert queries.wants(parent, Channel.EMAIL, topic) is wanted
        assert queries.wants(parent, Channel.PORTAL, topic) is True

    def test_a_choice_made_here_is_stronger_than_the_declaration(self, parent):
        PersonFactory(account=parent, refuses_email=True)
        PreferenceFactory(user=parent, channel=Channel.EMAIL, topic=Topic.HEALTH, wanted=True)

        assert queries.wants(parent, Channel.EMAIL, Topic.HEALTH) is True

    def test_the_boxes_come_topic_by_topic_and_say_which_are_fixed(self, parent):
        PreferenceFactory(user=parent, channel=Channel.PORTAL, topic=Topic.HEALTH, wanted=False)

        boxes = [[(box.channel, box.wanted, box.fixed) for box in row] for row in queries.choices_of(parent)]
        fixed, free = [(Channel.EMAIL, True, True), (Channel.PORTAL, True, True)], [(Channel.EMAIL, True, False)]
        assert boxes == [
            fixed,
            fixed,
            [*free, (Channel.PORTAL, True, False)],
            [*free, (Channel.PORTAL, False, False)],
            [*free, (Channel.PORTAL, True, False)],
            [*free, (Channel.PORTAL, True, False)],
        ]


class TestChoosing:
    def test_a_choice_is_kept_and_written_in_the_log(self, parent):
        wanted = {(Channel.EMAIL, Topic.DOCUMENTS): False, (Channel.PORTAL, Topic.DOCUMENTS): True}
        operations.choose(user=parent, wanted=wanted, at=MONDAY_MORNING)

        assert list(Preference.objects.values_list("user", "channel", "topic", "wanted", "changed_at")) == [
            (parent.pk, "email", "documents", False, MONDAY_MORNING),
            (parent.pk, "portal", "documents", True, MONDAY_MORNING),
        ]
        event = Event.objects.get(actor_id=parent.pk)
        assert (event.action, event.data) == ("message.preferences_chosen", {"refused": ["email:documents"]})

    def test_choosing_again_replaces(self, parent):
        for yes in (False, True):
            operations.choose(user=parent, wanted={(Channel.EMAIL, Topic.HEALTH): yes}, at=MONDAY_MORNING)

        assert list(Preference.objects.values_list("wanted", flat=True)) == [True]

    @pytest.mark.parametrize("topic", REQUIRED)
    def test_what_the_law_requires_cannot_be_refused(self, parent, topic):
        with pytest.raises(TopicNotRefusable, match="ne peut pas être refusé : la mairie doit vous l’adresser"):
            operations.choose(user=parent, wanted={(Channel.EMAIL, topic): False}, at=MONDAY_MORNING)

        assert list(Preference.objects.all()) == []

    def test_accepting_what_is_always_sent_keeps_nothing(self, parent):
        operations.choose(user=parent, wanted={(Channel.EMAIL, Topic.ACCOUNT): True}, at=MONDAY_MORNING)

        assert list(Preference.objects.all()) == []


class TestOutbox:
    def test_an_email_nobody_wants_is_not_written(self, parent, templates):
        PreferenceFactory(user=parent, topic=Topic.DOCUMENTS, wanted=False)

        assert tell(templates, parent) is None
        assert list(Message.objects.all()) == []

    def test_an_email_the_law_requires_leaves_whatever_was_chosen(self, parent, templates):
        PreferenceFactory(user=parent, topic=Topic.DECISIONS, wanted=False)

        assert tell(templates, parent, "casework/essai").recipient == "lea@exemple.fr"

    def test_an_address_without_an_account_has_no_preferences(self, parent, templates):
        PreferenceFactory(user=parent, topic=Topic.DOCUMENTS, wanted=False)

        assert tell(templates, "lea@exemple.fr", page="/mes-documents/").recipient == "lea@exemple.fr"
        assert list(Notice.objects.all()) == []

    def test_an_account_reads_the_same_in_its_space(self, parent, templates):
        tell(templates, parent, page="/mes-documents/")

        notice = Notice.objects.get()
        assert (notice.user, notice.topic, notice.title, notice.page) == (
            parent,
            "documents",
            "Un mot",
            "/mes-documents/",
        )
        assert Message.objects.count() == 1

    def test_the_space_still_says_what_the_email_does_not(self, parent, templates):
        PreferenceFactory(user=parent, channel=Channel.EMAIL, topic=Topic.DOCUMENTS, wanted=False)
        tell(templates, parent, page="/mes-documents/")

        assert (Message.objects.count(), Notice.objects.count()) == (0, 1)

    def test_the_email_still_says_what_the_space_does_not(self, parent, templates):
        PreferenceFactory(user=parent, channel=Channel.PORTAL, topic=Topic.DOCUMENTS, wanted=False)
        tell(templates, parent, page="/mes-documents/")

        assert (Message.objects.count(), Notice.objects.count()) == (1, 0)

    def test_an_email_that_can_be_refused_says_where(self, parent, templates):
        templates("documents/essai", text="{{ preferences_url }}!")
        templates("accounts/essai", text="{{ preferences_url }}!")
        texts = [
            operations.send_email(template=name, to=parent, context={}, at=MONDAY_MORNING).text
            for name in ("documents/essai", "accounts/essai")
        ]

        assert texts == ["http://fresnes.localhost/mes-notifications/preferences/!\n", "!\n"]
