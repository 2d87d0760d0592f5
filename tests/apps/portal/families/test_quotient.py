""" "Mon quotient familial", each answer coming from a real peer on loopback."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache as memory
from django.test import override_settings

from apps.accounts.models import User
from apps.families.models import FamilyQuotient, Household
from apps.portal.families.quotient import PROPOSAL_KEY, Proposal
from deploy.local import franceconnect
from deploy.local.particulier import Answer, Particulier, refused, serving
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.people import citizen
from tests.apps.portal.accounts.travel import REGISTERED, choose
from tests.apps.portal.signing import signed_in
from tests.factories import (
    FamilyQuotientFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
    ServiceKeyFactory,
)
from tests.guards import GuardedClient
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_carbon_blanc")
PAGE = "/ma-famille/quotient-familial/"
CHECK, TRIP = f"{PAGE}verifier/", f"{PAGE}franceconnect/"
AGREED = {"consent": "on", "commune_code": "33063"}
MAITE = {
    "first_names": "Maïté Jeanne",
    "usual_name": "Lasserre",
    "birth_name": "Garrigue",
    "civility": "mrs",
    "birth_date": date(1987, 4, 12),
    "birth_country": "France",
}


@pytest.fixture
def peer() -> Iterator[Particulier]:
    memory.clear()
    with serving(Particulier(token="token-of-carbon-blanc")) as running:
        with override_settings(API_PARTICULIER_URL=running.url):
            yield running
    memory.clear()


@pytest.fixture
def maite(in_carbon_blanc: Commune) -> User:
    return citizen("maite", **MAITE)


@pytest.fixture
def home(maite: User) -> Household:
    household = HouseholdFactory()
    HouseholdMemberFactory(household=household, person=PersonFactory(account=maite))
    return household


@pytest.fixture
def browser(home: Household, maite: User, client_of: Callable, in_carbon_blanc: Commune) -> GuardedClient:
    return signed_in(client_of(in_carbon_blanc), maite)


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def fields(response: Any) -> set[str]:
    return set(re.findall(r'name="((?!csrf)[a-z_-]+)"', response.content.decode()))


class TestThePage:
    def test_it_says_what_is_kept_and_asks_only_what_lacks(self, browser: GuardedClient) -> None:
        page = browser.get(PAGE)
        said = words(page)
        assert "Aucun quotient familial n’est enregistré" in said
        assert "J’accepte que la mairie de Carbon-Blanc demande mon quotient familial à la Caf ou à la MSA" in said
        assert "Garrigue" in said
        assert "12/04/1987" in said
        assert {"consent", "commune_code", "quotient-consent"} <= fields(page)
        assert not {"birth_name", "first_names", "sex", "country_code"} & fields(page)

    def test_everything_is_asked_of_whoever_said_nothing(
        self, browser: GuardedClient, maite: User, home: Household
    ) -> None:
        User.objects.update(birth_name="", civility="", birth_date=None, birth_country="")
        home.persons.update(birth_date=None)
        asked = {"birth_name", "birth_date_year", "sex", "country_code", "commune_code"}
        assert asked <= fields(browser.get(PAGE))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(
        self, browser: GuardedClient, home: Household, constant_queries: Callable, rows: int
    ) -> None:
        for rank in range(rows):
            FamilyQuotientFactory(household=home, value=f"61{rank}", month=date(2026, rank + 1, 1))
        assert f"61{rows - 1}" in words(browser.get(PAGE))
        with constant_queries(8):
            browser.get(PAGE)
        with constant_queries(8):
            browser.post(TRIP)  # without the agreement: the same page, which asks for it

    def test_a_commune_that_does_not_ask_shows_what_it_keeps_and_the_way_of_paper(
        self, client_of: Callable, fresnes: Commune
    ) -> None:
        with context.activate(fresnes):
            user = citizen("claire")
            household = HouseholdMemberFactory(person=PersonFactory(account=user)).household
            FamilyQuotientFactory(household=household, value="733")
            client = signed_in(client_of(fresnes), user)
        page = client.get(PAGE)
        assert "733" in words(page)
        assert "Avec l’attestation" in words(page)
        assert "consent" not in fields(page)
        assert client.post(PAGE, AGREED).status_code == 200
        assert client.post(TRIP, {"quotient-consent": "on"})["Location"] == PAGE

    def test_without_a_family_there_is_nothing_to_ask(
        self, client_of: Callable, maite: User, carbon_blanc: Commune
    ) -> None:
        assert signed_in(client_of(carbon_blanc), maite).get(PAGE)["Location"] == "/ma-famille/"

    def test_a_key_alone_does_not_open_what_a_household_earns(
        self, browser: GuardedClient, home: Household, maite: User
    ) -> None:
        FamilyQuotientFactory(household=home)
        ServiceKeyFactory(household=home, person=maite.person, used_by=maite, used_at=MONDAY_MORNING)
        for address in (PAGE, CHECK):
            assert browser.get(address)["Location"] == "/ma-famille/lien/"

    def test_another_family_is_not_on_it(self, browser: GuardedClient) -> None:
        FamilyQuotientFactory(value="98765")
        assert "98765" not in words(browser.get(PAGE))


class TestWithACivilStatus:
    def test_agreed_to_seen_whole_then_kept(
        self, browser: GuardedClient, peer: Particulier, home: Household, maite: User
    ) -> None:
        assert browser.post(PAGE, AGREED)["Location"] == CHECK
        assert peer.asked[0][2]["codeCogInseeCommuneNaissance"] == ["33063"]
        assert FamilyQuotient.objects.count() == 0
        said = words(browser.get(CHECK))
        for word in ("612", "03/2026", "Caf", "MAÏTÉ JEANNE LASSERRE", "LILI LASSERRE", "1 AVENUE DE LA GARE"):
            assert word in said
        assert browser.post(CHECK, {"garder": "1"})["Location"] == PAGE
        kept = FamilyQuotient.objects.get()
        assert (kept.household, kept.value, kept.source, kept.origin) == (home, "612", "CNAF", "identity")
        assert (kept.recorded_by, kept.month) == (maite, date(2026, 3, 1))
        assert kept.consent.startswith("J’accepte que la mairie de Carbon-Blanc")
        assert "Votre quotient familial est enregistré" in browser.get(PAGE).content.decode()
        assert browser.post(CHECK, {"garder": "1"})["Location"] == PAGE
        assert FamilyQuotient.objects.count() == 1

    def test_left_aside_nothing_is_anywhere(self, browser: GuardedClient, peer: Particulier) -> None:
        browser.post(PAGE, AGREED)
        browser.post(CHECK, {"ecarter": "1"})
        assert (FamilyQuotient.objects.count(), PROPOSAL_KEY in browser.session) == (0, False)
        assert "plus rien à confirmer" in browser.get(CHECK, follow=True).content.decode()

    def test_what_waits_is_sealed(self, browser: GuardedClient, peer: Particulier) -> None:
        browser.post(PAGE, AGREED)
        stored = browser.session[PROPOSAL_KEY]
        assert [word for word in ("612", "LASSERRE", "AVENUE") if word in stored] == []
        assert Proposal.opened(stored).fetched.value == 612

    def test_an_answer_waits_for_half_an_hour(
        self, browser: GuardedClient, peer: Particulier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser.post(PAGE, AGREED)
        monkeypatch.setattr("apps.portal.families.quotient.WAITS", timedelta(0))
        assert browser.post(CHECK, {"garder": "1"})["Location"] == PAGE
        assert (FamilyQuotient.objects.count(), PROPOSAL_KEY in browser.session) == (0, False)

    def test_an_answer_is_of_one_household(self, browser: GuardedClient, peer: Particulier, home: Household) -> None:
        browser.post(PAGE, AGREED)
        home.members.update(household=HouseholdFactory())
        assert browser.get(CHECK)["Location"] == PAGE

    def test_without_an_agreement_nothing_is_asked(self, browser: GuardedClient, peer: Particulier) -> None:
        page = browser.post(PAGE, {"commune_code": "33063"})
        assert (page.status_code, peer.asked) == (422, [])
        assert "Cochez la case" in words(page)

    @pytest.mark.parametrize(
        ("code", "said"), [("", "Indiquez-le"), ("3306", "cinq caractères"), ("33O63", "cinq caractères")]
    )
    def test_the_code_of_a_commune_is_checked(
        self, browser: GuardedClient, peer: Particulier, code: str, said: str
    ) -> None:
        page = browser.post(PAGE, {**AGREED, "commune_code": code})
        assert (page.status_code, peer.asked) == (422, [])
        assert said in words(page)

    @pytest.mark.parametrize(
        ("country", "code", "sent"), [("99100", "2a 004", ["2A004"]), ("99352", "", None), ("99352", "33063", None)]
    )
    def test_a_commune_is_sent_for_whoever_was_born_in_france(
        self, browser: GuardedClient, peer: Particulier, country: str, code: str, sent: list[str] | None
    ) -> None:
        User.objects.update(birth_country="")
        browser.post(PAGE, {"consent": "on", "country_code": country, "commune_code": code})
        assert peer.asked[0][2].get("codeCogInseeCommuneNaissance") == sent

    def test_a_country_that_has_no_code_here_is_for_paper(self, browser: GuardedClient, peer: Particulier) -> None:
        User.objects.update(birth_country="")
        page = browser.post(PAGE, {"consent": "on", "country_code": "autre"})
        assert (page.status_code, peer.asked) == (422, [])
        assert "envoyez votre attestation" in words(page)

    @pytest.mark.parametrize(
        ("says", "said"),
        [
            (refused(404, "37003"), "Ni la Caf ni la MSA ne retrouvent"),
            (refused(422, "00364"), "Votre état civil n’a pas été accepté"),
            (refused(403, "00100"), "vous n’y êtes pour rien"),
            (refused(429, "00429"), "Réessayez dans une minute"),
            (refused(504, "37002"), "ne répondent pas pour le moment"),
            (Answer(body=b"<html>"), "ne répondent pas pour le moment"),
        ],
    )
    def test_a_refusal_says_what_to_do_and_loses_nothing(
        self, browser: GuardedClient, peer: Particulier, says: Answer, said: str
    ) -> None:
        peer.says = says
        page = browser.post(PAGE, AGREED)
        assert page.status_code == 422
        assert said in words(page)
        assert "attestation" in words(page)
        assert 'value="33063"' in page.content.decode()
        assert PROPOSAL_KEY not in browser.session


class TestWithFranceConnect:
    @pytest.fixture(autouse=True)
    def _provider(self) -> Iterator[None]:
        with franceconnect.serving(franceconnect.Provider([REGISTERED])) as running:
            with override_settings(FRANCECONNECT_ISSUER=running.issuer):
                yield

    def leave(self, browser: GuardedClient) -> str:
        answer = browser.post(TRIP, {"quotient-consent": "on"})
        assert answer.status_code == 302
        return str(answer["Location"])

    def test_the_right_is_asked_for_and_the_question_put_at_once(
        self, browser: GuardedClient, peer: Particulier
    ) -> None:
        address = self.leave(browser)
        assert "cnaf_quotient_familial" in address
        assert browser.get(choose(address, "maite"))["Location"] == CHECK
        ((path, bearer, query),) = peer.asked
        assert path.endswith("/france_connect")
        assert bearer
        assert list(query) == ["recipient"]
        browser.post(CHECK, {"garder": "1"})
        assert FamilyQuotient.objects.get().origin == "franceconnect"

    def test_an_identity_that_is_not_of_this_account_asks_nothing(
        self, browser: GuardedClient, peer: Particulier
    ) -> None:
        page = browser.get(choose(self.leave(browser), "camille"), follow=True)
        assert "n’est pas celle de votre espace" in page.content.decode()
        assert peer.asked == []

    def test_what_only_the_family_said_of_somebody_counts(
        self, browser: GuardedClient, peer: Particulier, home: Household
    ) -> None:
        User.objects.update(birth_date=None)
        home.persons.update(birth_date=date(1991, 11, 2))
        page = browser.get(choose(self.leave(browser), "maite"), follow=True)
        assert "n’est pas celle de votre espace" in page.content.decode()
        assert peer.asked == []

    def test_the_page_says_why_it_did_not_come(self, browser: GuardedClient, peer: Particulier) -> None:
        peer.says = refused(401, "00101")
        page = browser.get(choose(self.leave(browser), "maite"), follow=True)
        assert "Votre passage par FranceConnect" in page.content.decode()

    def test_somebody_else_who_signed_in_meanwhile_gets_nothing(
        self, browser: GuardedClient, peer: Particulier, carbon_blanc: Commune
    ) -> None:
        back = choose(self.leave(browser), "maite")
        User.objects.update(first_names="Maïté")
        trips = browser.session["franceconnect_trips"]
        session = browser.session
        session["franceconnect_trips"] = {state: {**trip, "user_id": 0} for state, trip in trips.items()}
        session.save()
        assert (browser.get(back).status_code, peer.asked) == (400, [])

    def test_an_agreement_serves_once(self, browser: GuardedClient, peer: Particulier) -> None:
        back = choose(self.leave(browser), "maite")
        session = browser.session
        del session["quotient_consent"]
        session.save()
        assert (browser.get(back)["Location"], peer.asked) == (PAGE, [])

    def test_without_an_agreement_nobody_leaves(self, browser: GuardedClient, peer: Particulier) -> None:
        page = browser.post(TRIP)
        assert page.status_code == 422
        assert "Cochez la case" in words(page)

    def test_giving_up_there_comes_back_here(self, browser: GuardedClient) -> None:
        assert browser.get(choose(self.leave(browser), ""))["Location"] == PAGE
