"""A quotient kept: asked with an agreement, brought on paper, read under one's name, forgotten in time."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.cache import cache as memory
from django.db import IntegrityError, transaction

from apps.audit.models import Event
from apps.families import operations, queries
from apps.families.enums import MemberRole, QuotientBody, QuotientOrigin
from apps.families.errors import QuotientAskedTooOften, QuotientLater, QuotientServiceAway, QuotientUnknown
from apps.families.models import FamilyQuotient, Household
from apps.families.quotient import Consent, FetchedQuotient, KnownIdentity
from tests.apps.families.makers import agent, citizen
from tests.factories import (
    FamilyQuotientFactory,
    FranceConnectLinkFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_fresnes")
CONSENT = Consent(words="J’accepte.", at=AT)
FOUND = FetchedQuotient(value=612, source="CNAF", month=date(2026, 3, 1), claimants=("Claire",), address=("1 rue",))
LATER = AT + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    memory.clear()
    yield
    memory.clear()


@pytest.fixture
def home() -> Household:
    return HouseholdFactory()


def found() -> FetchedQuotient:
    return FOUND


def unknown() -> FetchedQuotient:
    raise QuotientUnknown


def said(action: str) -> list[dict[str, object]]:
    return [event.data for event in Event.objects.filter(action=action).order_by("pk")]


class TestAsking:
    def ask(self, home: Household, question: Callable[[], FetchedQuotient] = found, **more: object) -> FetchedQuotient:
        asked = {"by": citizen("claire"), **more} if "by" not in more else more
        return operations.ask_quotient(
            question=question, origin=QuotientOrigin.IDENTITY, consent=CONSENT, household=home, at=AT, **asked
        )

    def test_the_answer_comes_back_and_is_kept_nowhere(self, home: Household) -> None:
        assert self.ask(home) == FOUND
        assert FamilyQuotient.objects.count() == 0
        assert said("families.quotient_asked") == [{"origin": "identity", "consent": "J’accepte.", "outcome": "found"}]

    def test_a_refusal_leaves_its_trace_too(self, home: Household) -> None:
        with pytest.raises(QuotientUnknown):
            self.ask(home, unknown)
        assert [event["outcome"] for event in said("families.quotient_asked")] == ["quotient_unknown"]

    def test_five_questions_an_hour_and_not_six(self, home: Household) -> None:
        claire = citizen("claire")
        for _ in range(5):
            self.ask(home, by=claire)
        with pytest.raises(QuotientAskedTooOften):
            self.ask(home, by=claire)
        assert self.ask(home, by=citizen("autre")) == FOUND
        assert len(said("families.quotient_asked")) == 6


class TestKeeping:
    def test_only_the_value_its_month_its_source_and_the_agreement_are_kept(self, home: Household) -> None:
        claire = citizen("claire")
        known = {"household": home, "fetched": FOUND, "origin": QuotientOrigin.IDENTITY, "consent": CONSENT}
        kept = operations.keep_quotient(**known, by=claire, at=LATER)
        assert operations.keep_quotient(**known, by=claire, at=LATER) == kept
        row = FamilyQuotient.objects.values().get()
        assert row == {
            "id": kept.pk,
            "household_id": home.pk,
            "value": "612",
            "source": "CNAF",
            "month": date(2026, 3, 1),
            "origin": "identity",
            "recorded_at": LATER,
            "recorded_by_id": claire.pk,
            "consent": "J’accepte.",
            "consented_at": AT,
        }
        assert said("families.quotient_kept") == [{"month": "2026-03", "origin": "identity"}]

    def test_an_attestation_is_copied_by_an_agent(self, home: Household) -> None:
        by = agent()
        kept = operations.record_attestation(
            household=home, value=0, source=QuotientBody.MSA, month=date(2026, 3, 1), by=by, at=AT
        )
        assert (kept.value, kept.source, kept.origin, kept.consented_at) == ("0", "MSA", "attestation", None)
        assert said("families.quotient_recorded") == [{"month": "2026-03", "origin": "attestation"}]

    def test_this_month_and_not_the_next(self, home: Household) -> None:
        known = {"household": home, "value": 612, "source": QuotientBody.CNAF, "by": agent(), "at": AT}
        month = AT.date().replace(day=1)
        operations.record_attestation(**known, month=month)
        with pytest.raises(QuotientLater):
            operations.record_attestation(**known, month=(month + timedelta(days=32)).replace(day=1))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"month": date(2026, 3, 2)},
            {"origin": "rumour"},
            {"origin": QuotientOrigin.IDENTITY},
            {"asked": True, "consent": ""},
            {"consented_at": AT},
        ],
    )
    def test_the_database_refuses_what_makes_no_sense(self, wrong: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            FamilyQuotientFactory(**wrong)


class TestReading:
    def test_the_current_one_is_the_last_recorded_of_the_last_month(self, home: Household) -> None:
        FamilyQuotientFactory(household=home, value="1", month=date(2026, 1, 1), recorded_at=LATER)
        FamilyQuotientFactory(household=home, value="2", month=date(2026, 2, 1))
        FamilyQuotientFactory(household=home, value="3", month=date(2026, 2, 1), recorded_at=LATER)
        FamilyQuotientFactory(value="4", month=date(2026, 4, 1))
        assert [one.value for one in queries.quotients_of(home)] == ["3", "2", "1"]
        assert queries.current_quotient(home).value == "3"

    def test_an_agent_reads_once_it_is_written_down(self, home: Household) -> None:
        FamilyQuotientFactory(household=home)
        by = agent()
        assert [one.value for one in operations.read_quotients(household=home, by=by, at=AT)] == ["612"]
        event = Event.objects.get(action="families.quotient_read")
        assert (event.actor_id, event.subject_type, event.subject_id) == (by.pk, "families.household", str(home.pk))

    def test_nothing_of_the_value_is_in_the_journal(self, home: Household) -> None:
        known = {"household": home, "by": agent(), "at": AT}
        operations.record_attestation(**known, value=61_234, source=QuotientBody.CNAF, month=date(2026, 3, 1))
        operations.read_quotients(**known)
        assert "61234" not in str(list(Event.objects.values()))


class TestForgetting:
    @pytest.mark.parametrize(("day", "kept"), [(date(2027, 3, 16), 1), (date(2027, 3, 17), 0)])
    def test_a_value_is_kept_for_a_year(self, home: Household, day: date, kept: int) -> None:
        assert AT.date() == date(2026, 3, 16)
        FamilyQuotientFactory(household=home)
        at = AT.replace(year=day.year, month=day.month, day=day.day)
        for _twice in range(2):
            operations.forget_quotients(at=at)
        assert FamilyQuotient.objects.count() == kept
        assert said("families.quotient_forgotten") == [{"month": "2026-03"}] * (1 - kept)

    def test_who_leaves_the_household_takes_theirs_along(self, home: Household) -> None:
        stays, leaves = citizen("reste"), citizen("part")
        HouseholdMemberFactory(household=home, person=PersonFactory(account=stays))
        gone = HouseholdMemberFactory(
            household=home, person=PersonFactory(account=leaves), role=MemberRole.CO_REPRESENTATIVE
        ).person
        for rank, who in enumerate((stays, leaves), start=1):
            FamilyQuotientFactory(household=home, asked=True, recorded_by=who, value=str(rank))
        FamilyQuotientFactory(household=home, value="3")
        operations.end_membership(
            household=home, person=gone, left_on=AT.date(), reason="Séparation", by=agent(), at=AT
        )
        assert sorted(one.value for one in queries.quotients_of(home)) == ["1", "3"]


class TestTheCivilStatus:
    def test_only_what_the_account_does_not_say_is_asked(self) -> None:
        user = citizen("claire", birth_name="Dupré", birth_date=date(1988, 5, 2), birth_country="FRANCE")
        known = queries.known_identity(user)
        assert known.missing == ("commune_code",)
        assert (known.sex, known.country_code) == ("M", "99100")
        identity = known.completed({"commune_code": "33063", "birth_name": "Autre"})
        assert (identity.birth_name, identity.first_names, identity.commune_code) == ("Dupré", ("Maurice",), "33063")

    def test_what_the_state_certified_is_not_asked_again(self) -> None:
        user = citizen("claire", birth_name="Dupré", birth_date=date(1988, 5, 2))
        FranceConnectLinkFactory(user=user, birth_place_code="75107", birth_country_code="99100")
        assert queries.known_identity(user).missing == ()

    @pytest.mark.parametrize(
        ("known", "country", "commune"), [("33063", "99100", "33063"), ("99352", "99352", ""), ("", "", "")]
    )
    def test_the_code_that_the_account_keeps_is_of_a_commune_or_of_a_country(
        self, known: str, country: str, commune: str
    ) -> None:
        for account, person in ((known, ""), ("", known)):
            user = citizen(birth_place_code=account)
            PersonFactory(account=user, birth_place_code=person)
            found = queries.known_identity(user)
            assert (found.country_code, found.commune_code) == (country, commune)

    def test_what_the_family_said_counts_too(self) -> None:
        user = citizen("claire", civility="", first_names="Anne, Claire")
        PersonFactory(account=user, birth_name="Dupré", civility="mrs", birth_country="Algérie")
        known = queries.known_identity(user)
        assert (known.missing, known.sex) == ((), "F")
        assert known.completed({}).first_names == ("Anne", "Claire")

    @pytest.mark.parametrize(
        ("country", "asks"), [("", ("country_code", "commune_code")), ("99100", ("commune_code",)), ("99352", ())]
    )
    def test_a_commune_is_asked_of_whoever_was_born_in_france(self, country: str, asks: tuple[str, ...]) -> None:
        known = KnownIdentity(
            birth_name="D", first_names="C", birth_date=date(1988, 5, 2), sex="F", country_code=country
        )
        assert known.missing == asks

    def test_nobody_is_known_without_a_birth_date(self) -> None:
        with pytest.raises(ValueError, match="birth date"):
            KnownIdentity().completed({})


def test_an_answer_goes_to_the_session_and_back() -> None:
    assert FetchedQuotient.from_json(FOUND.to_json()) == FOUND


def test_each_refusal_is_a_sentence_for_the_parent() -> None:
    assert str(QuotientServiceAway()).endswith("au service.")
