""" "Mes notifications" and what each person chooses to be told."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Notice, Preference
from communes_config.schema import Sms
from tests.apps.accounts.people import citizen
from tests.configurations import adjust
from tests.factories import NoticeFactory, PersonFactory
from tests.instants import MONDAY_MORNING

LIST = "/mes-notifications/"
CHOICES = "/mes-notifications/preferences/"
REFUSABLE = ("requests", "health", "documents", "activities")


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def space(browser, parent):
    return browser(parent)


def texts(response, selector):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(element.get_text(" ").split()) for element in page.select(selector)]


def ticked(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [box["value"] for box in page.select("main input[name=wanted]") if box.has_attr("checked")]


class TestList:
    def test_an_empty_list_says_what_will_come(self, space):
        assert texts(space.get(LIST), ".empty h2") == ["Aucune notification pour le moment"]

    def test_what_is_new_is_said_in_words(self, space, parent):
        NoticeFactory(user=parent, title="Facture d’eau : à renouveler", topic=Topic.DOCUMENTS)
        NoticeFactory(user=parent, title="Déjà lue", read_at=MONDAY_MORNING)
        page = space.get(LIST)

        assert texts(page, "main .lead") == ["1 notification non lue. Choisir ce que je reçois"]
        assert texts(page, "main .badge") == ["Non lue"]
        assert texts(page, "main li strong") == ["Facture d’eau : à renouveler"]

    def test_several_are_counted(self, space, parent):
        NoticeFactory.create_batch(2, user=parent)

        assert texts(space.get(LIST), "main .lead") == ["2 notifications non lues. Choisir ce que je reçois"]

    def test_the_number_of_queries_does_not_grow(self, space, parent, django_assert_num_queries):
        def queries_of(rows):
            Notice.objects.all().delete()
            NoticeFactory.create_batch(rows, user=parent)
            with django_assert_num_queries(6):
                assert len(texts(space.get(LIST), "main li")) == rows

        space.get(LIST)
        for rows in (1, 3):
            queries_of(rows)

    def test_a_long_list_has_pages(self, space, parent):
        NoticeFactory.create_batch(26, user=parent)

        assert (
            len(texts(space.get(LIST), "main ul.list li")),
            len(texts(space.get(f"{LIST}?page=2"), "ul.list li")),
        ) == (
            25,
            1,
        )

    def test_nobody_reads_those_of_another(self, space):
        other = NoticeFactory(title="Un secret")

        assert "Un secret" not in space.get(LIST).text
        assert space.post(f"{LIST}{other.pk}/ouvrir/").status_code == 404
        other.refresh_from_db()
        assert other.read_at is None

    @pytest.mark.parametrize("address", [LIST, CHOICES])
    def test_a_visitor_signs_in_first(self, client_of, fresnes, address):
        response = client_of(fresnes).get(address)

        assert (response.status_code, response["Location"]) == (302, f"/connexion/?next={address}")


class TestReading:
    def test_opening_leads_to_the_page_and_reads(self, space, parent):
        notice = NoticeFactory(user=parent, page="/mes-documents/")
        response = space.post(f"{LIST}{notice.pk}/ouvrir/")

        assert (response.status_code, response["Location"]) == (302, "/mes-documents/")
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_a_notice_that_leads_nowhere_comes_back_to_the_list(self, space, parent):
        notice = NoticeFactory(user=parent, page="")

        assert texts(space.get(LIST), "main li button") == ["Marquer comme lue : " + notice.title]
        assert space.post(f"{LIST}{notice.pk}/ouvrir/")["Location"] == LIST

    def test_a_visit_reads_nothing(self, space, parent):
        notice = NoticeFactory(user=parent)

        assert space.get(f"{LIST}{notice.pk}/ouvrir/").status_code == 405

    def test_everything_at_once(self, space, parent):
        NoticeFactory(user=parent)
        NoticeFactory(user=parent, created_at=MONDAY_MORNING + timedelta(days=1))

        assert texts(space.post(f"{LIST}tout-lire/", follow=True), "main .lead")[0].startswith("Vous avez tout lu.")


class TestChoices:
    def test_everything_is_ticked_at_first_but_what_is_not_asked(self, space):
        page = space.get(CHOICES)

        assert ticked(page) == [f"{channel}:{topic}" for topic in REFUSABLE for channel in ("email", "portal")]
        assert [text for text in texts(page, "main section p") if text.startswith("Toujours")] == [
            "Toujours envoyés : ils protègent votre compte.",
            "Toujours envoyés : la loi oblige la mairie à vous les adresser, et des délais en dépendent.",
        ]

    def test_what_is_unticked_is_refused(self, space, parent):
        page = space.post(CHOICES, {"wanted": ["email:requests", "portal:documents"]}, follow=True)

        assert texts(page, ".notice--success, .alert--success, [role=status]") != []
        assert ticked(page) == ["email:requests", "portal:documents"]
        refused = Preference.objects.filter(user=parent, wanted=False).values_list("channel", "topic")
        assert set(refused) == {
            (Channel.PORTAL, Topic.REQUESTS),
            (Channel.EMAIL, Topic.HEALTH),
            (Channel.PORTAL, Topic.HEALTH),
            (Channel.EMAIL, Topic.DOCUMENTS),
            (Channel.EMAIL, Topic.ACTIVITIES),
            (Channel.PORTAL, Topic.ACTIVITIES),
        }

    def test_what_nobody_may_refuse_is_not_touched_by_a_forged_form(self, space, parent):
        space.post(CHOICES, {"wanted": ["email:inconnu", "pigeon:requests"]})

        assert set(Preference.objects.values_list("topic", flat=True)) == {
            Topic.REQUESTS,
            Topic.HEALTH,
            Topic.DOCUMENTS,
            Topic.ACTIVITIES,
        }


class TestTexts:
    """What the page says of text messages and of the preferred contact; a commune without a provider says nothing."""

    @pytest.fixture
    def with_texts(self, fresnes):
        adjust(fresnes, sms=Sms(enabled=True))

    def prefer(self, parent, contact, mobile=""):
        parent.preferred_contact, parent.mobile = contact, mobile
        parent.save()

    def test_a_commune_without_texts_offers_none(self, space, parent):
        self.prefer(parent, "mobile", "06 12 34 56 78")
        page = space.get(CHOICES)

        assert not [box for box in ticked(page) if box.startswith("sms:")]
        assert "SMS" not in page.text

    def test_who_prefers_the_mobile_finds_texts_ticked(self, with_texts, space, parent):
        self.prefer(parent, "mobile", "06 12 34 56 78")
        page = space.get(CHOICES)

        assert [box for box in ticked(page) if box.startswith("sms:")] == [f"sms:{topic}" for topic in REFUSABLE]
        assert "un SMS vous prévient tant que vous ne choisissez pas autre chose" in page.text

    def test_who_prefers_the_post_may_still_tick_them(self, with_texts, space, parent):
        self.prefer(parent, "post", "06 12 34 56 78")
        assert "Vous préférez le courrier postal : ce portail vous écrit par courriel" in space.get(CHOICES).text

        space.post(CHOICES, {"wanted": ["sms:health"]})
        assert ticked(space.get(CHOICES)) == ["sms:health"]

    def test_without_a_mobile_number_the_page_says_where_to_give_one(self, with_texts, space, parent):
        self.prefer(parent, "")

        assert "indiquez un numéro de mobile" in space.get(CHOICES).text

    def test_who_refused_texts_reads_that_none_will_come(self, with_texts, space, parent):
        self.prefer(parent, "mobile", "06 12 34 56 78")
        PersonFactory(account=parent, refuses_sms=True)
        page = space.get(CHOICES)

        assert "Vous avez déclaré ne pas vouloir de SMS" in page.text
        assert not [box for box in ticked(page) if box.startswith("sms:")]
