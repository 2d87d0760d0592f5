from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db.models.functions import Now

from apps.accounts import queries
from apps.accounts.models import Session
from apps.accounts.operations import disconnect, disconnect_everywhere
from apps.accounts.secrets import digest
from apps.accounts.sessions import AGENT_KEY, TOUCH_EVERY, SessionStore, describe_agent
from apps.audit.queries import history_of
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.people import MONDAY, citizen

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"


def opened(**data: object) -> SessionStore:
    store = SessionStore()
    store.update(data)
    store.save()
    return store


@pytest.mark.usefixtures("in_fresnes")
class TestStore:
    def test_the_cookie_opens_what_its_digest_names(self) -> None:
        store = opened(colour="bleu")
        assert SessionStore(store.session_key)["colour"] == "bleu"
        assert Session.objects.get().session_key == digest(str(store.session_key))

    def test_the_stored_key_opens_nothing(self) -> None:
        opened(colour="bleu")
        assert SessionStore(Session.objects.get().session_key).get("colour") is None

    def test_the_row_knows_the_account_and_its_browser(self) -> None:
        user = citizen()
        opened(**{SESSION_KEY: str(user.pk), AGENT_KEY: "Firefox sur Windows"})
        row = Session.objects.get()
        assert (row.user, row.agent) == (user, "Firefox sur Windows")

    def test_an_expired_session_opens_nothing(self) -> None:
        store = opened(colour="bleu")
        Session.objects.update(expire_date=Now())
        assert SessionStore(store.session_key).get("colour") is None

    def test_saving_again_keeps_when_it_was_opened(self) -> None:
        store = opened(colour="bleu")
        Session.objects.update(created_at=MONDAY, last_seen_at=MONDAY)
        again = SessionStore(store.session_key)
        again["colour"] = "vert"
        again.save()
        row = Session.objects.get()
        assert (row.created_at, row.last_seen_at) == (MONDAY, MONDAY)

    def test_a_session_in_use_is_kept_alive_every_five_minutes(self) -> None:
        store = opened(colour="bleu")
        soon = Session.objects.get().expire_date
        Session.objects.update(last_seen_at=Now() - TOUCH_EVERY - timedelta(seconds=1), expire_date=soon)
        used = SessionStore(store.session_key)
        used.load()
        used.touch()
        row = Session.objects.get()
        assert (row.expire_date > soon, row.last_seen_at > MONDAY) == (True, True)

    def test_it_is_left_alone_meanwhile(self, constant_queries: object) -> None:
        store = opened(colour="bleu")
        used = SessionStore(store.session_key)
        used.load()
        with constant_queries(0):  # type: ignore[operator]
            used.touch()

    def test_deleting_and_existence_go_by_the_cookie(self) -> None:
        store = opened(colour="bleu")
        key = str(store.session_key)
        assert (store.exists(key), store.exists("autre")) == (True, False)
        store.flush()
        assert Session.objects.count() == 0


def test_a_cookie_of_a_commune_opens_nothing_in_another(in_fresnes: Commune, villefranque: Commune) -> None:
    store = opened(colour="bleu")
    with context.activate(villefranque):
        assert SessionStore(store.session_key).get("colour") is None
    assert SessionStore(store.session_key)["colour"] == "bleu"


@pytest.mark.usefixtures("in_fresnes")
class TestList:
    def rows(self, number: int) -> None:
        user = citizen()
        for minutes in range(number):
            Session.objects.create(
                session_key=f"s{minutes}",
                session_data="",
                expire_date=MONDAY + timedelta(hours=1),
                user=user,
                last_seen_at=MONDAY + timedelta(minutes=minutes),
            )
        Session.objects.create(session_key="perdue", session_data="", expire_date=MONDAY, user=user)
        self.user = user

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_last_seen_comes_first_in_one_query(self, number: int, constant_queries: object) -> None:
        self.rows(number)
        with constant_queries(1):  # type: ignore[operator]
            keys = [row.session_key for row in queries.sessions_of(self.user, MONDAY)]
        assert keys == [f"s{minutes}" for minutes in reversed(range(number))]

    def test_one_browser_is_signed_out_and_not_somebody_else_s(self) -> None:
        self.rows(2)
        stranger = citizen("autre")
        assert disconnect(user=stranger, session_key="s0", at=MONDAY) == 0
        assert disconnect(user=self.user, session_key="s0", at=MONDAY) == 1
        assert [event.action for event in history_of(self.user)] == ["accounts.session_closed"]

    def test_or_all_of_them(self) -> None:
        self.rows(3)
        assert disconnect_everywhere(user=self.user, at=MONDAY) == 4
        assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        (EDGE, "Edge sur Windows"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_told_in_two_words(header: str, said: str) -> None:
    assert describe_agent(header) == said
