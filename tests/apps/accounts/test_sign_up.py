from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.enums import AccountStatus
from apps.accounts.errors import CguNotAccepted, PasswordGuessable, PasswordTooWeak, TooManyRequests, UsernameTaken
from apps.accounts.models import Address, CguAcceptance, Token, User
from apps.accounts.operations import AddressEntry, sign_up
from apps.accounts.secrets import digest
from apps.audit.models import Event
from core.identifiers import UsernameRefused
from core.service_keys import KeyMistyped
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, citizen, entry

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.usefixtures("in_fresnes")
class TestByEmailLink:
    def test_the_account_waits_for_its_link(self) -> None:
        outcome = sign_up(entry=entry(), password=PASSWORD, at=MONDAY)
        user = User.objects.get()
        assert (outcome.display_name, outcome.email, outcome.approval_due_at) == (
            "M. Maurice TESTO",
            "maurice@exemple.fr",
            None,
        )
        assert (user.status, user.username_key, user.check_password(PASSWORD)) == (
            AccountStatus.PENDING_EMAIL,
            "maurice.testo",
            True,
        )
        assert list(Event.objects.about(user).order_by("pk").values_list("action", flat=True)) == [
            "accounts.cgu_accepted",
            "accounts.signed_up",
        ]

    def test_the_secret_of_the_link_is_not_kept(self) -> None:
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY)
        secret = mail.secret_in(mail.last("activation"))
        assert Token.objects.get().digest == digest(secret)

    def test_the_email_gives_the_hour_until_which_the_link_is_good(self) -> None:
        sign_up(entry=entry(), password=PASSWORD, at=datetime(2026, 3, 28, 11, 0, tzinfo=UTC))
        assert "jusqu’au dimanche 29 mars 2026 à 13 h (24 heures)" in mail.last("activation").text

    def test_the_proof_of_the_terms_is_kept(self) -> None:
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY, ip="192.0.2.7")
        proof = CguAcceptance.objects.get()
        assert (proof.at, proof.ip, proof.user.username) == (MONDAY, "192.0.2.7", "maurice.testo")

    def test_terms_must_be_accepted(self) -> None:
        with pytest.raises(CguNotAccepted):
            sign_up(entry=entry(accepts_cgu=False), password=PASSWORD, at=MONDAY)
        assert User.objects.count() == 0

    def test_an_address_is_kept_when_something_was_given(self) -> None:
        address = AddressEntry(number="3", street="rue des Lilas", postal_code="94260", city="Fresnes")
        sign_up(entry=entry(address=address), password=PASSWORD, at=MONDAY)
        address_kept = User.objects.select_related("address").get().address
        assert address_kept is not None
        assert address_kept.lines() == ("3 rue des Lilas", "94260 Fresnes")

    @pytest.mark.parametrize(
        ("apartment", "building", "inside"),
        [("28", "A", "appt 28, bât. A"), ("", "12bi", "bât. 12bi"), ("", "Résidence des Lilas", "Résidence des Lilas")],
    )
    def test_a_number_alone_is_given_its_word(self, apartment: str, building: str, inside: str) -> None:
        address = Address(apartment=apartment, building=building, number="3", street="rue des Lilas", city="Fresnes")
        assert address.lines() == (inside, "3 rue des Lilas", "Fresnes")

    def test_a_default_country_alone_is_no_address(self) -> None:
        sign_up(entry=entry(address=AddressEntry(country="France")), password=PASSWORD, at=MONDAY)
        assert User.objects.get().address is None

    def test_who_can_use_neither_picture_nor_sound_waits_for_an_agent(self) -> None:
        outcome = sign_up(entry=entry(), password=PASSWORD, at=MONDAY, by_agent=True)
        assert outcome.approval_due_at == datetime(2026, 3, 18, 10, 0, tzinfo=PARIS)
        assert User.objects.get().status == AccountStatus.PENDING_APPROVAL
        assert mail.templates_sent() == ["approval_pending"]

    @pytest.mark.parametrize("username", ["ab", "a" * 61, "jean dupont", "jean@exemple.fr", ".jean"])
    def test_a_bad_username_is_refused(self, username: str) -> None:
        with pytest.raises(UsernameRefused):
            sign_up(entry=entry(username=username), password=PASSWORD, at=MONDAY)

    @pytest.mark.parametrize("username", ["maurice.testo", "MAURICE.Testo", " maurice.testo "])
    def test_a_username_serves_once_whatever_its_case(self, username: str) -> None:
        citizen("maurice.testo", email="autre@exemple.fr")
        with pytest.raises(UsernameTaken):
            sign_up(entry=entry(username=username), password=PASSWORD, at=MONDAY)

    @pytest.mark.parametrize("password", ["abcdef1", "ABCDEFG1", "abcdefgh"])
    def test_a_password_under_the_policy_is_refused(self, password: str) -> None:
        with pytest.raises(PasswordTooWeak):
            sign_up(entry=entry(), password=password, at=MONDAY)

    @pytest.mark.parametrize("password", ["motdepasse1", "maurice1", "testo2026", "fresnes94"])
    def test_a_password_easy_to_guess_is_refused(self, password: str) -> None:
        with pytest.raises(PasswordGuessable):
            sign_up(entry=entry(), password=password, at=MONDAY)

    def test_a_key_badly_copied_is_refused_at_once(self) -> None:
        with pytest.raises(KeyMistyped):
            sign_up(entry=entry(service_key="7K3M-9PXT-2HBA"), password=PASSWORD, at=MONDAY)

    def test_the_twenty_first_account_of_a_connection_waits(self) -> None:
        for number in range(20):
            sign_up(
                entry=entry(username=f"parent{number}", email=f"p{number}@exemple.fr"),
                password=PASSWORD,
                at=MONDAY,
                ip="192.0.2.7",
            )
        with pytest.raises(TooManyRequests):
            sign_up(entry=entry(), password=PASSWORD, at=MONDAY, ip="192.0.2.7")
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY, ip="192.0.2.8")


@pytest.mark.usefixtures("in_fresnes")
class TestKnownAddress:
    def test_the_page_says_nothing_and_the_owner_is_told(self) -> None:
        citizen("maurice", email="Maurice@Exemple.fr")
        outcome = sign_up(entry=entry(username="maurice.bis"), password=PASSWORD, at=MONDAY)
        assert (outcome.display_name, outcome.email) == ("M. Maurice TESTO", "maurice@exemple.fr")
        assert User.objects.count() == 1
        assert mail.templates_sent() == ["already_registered"]

    def test_an_address_that_nobody_proved_does_not_shut_its_owner_out(self) -> None:
        citizen("squatter", email="maurice@exemple.fr", status=AccountStatus.PENDING_EMAIL)
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY)
        assert mail.templates_sent() == ["activation"]

    def test_a_refused_person_may_try_again(self) -> None:
        citizen("ancien", email="maurice@exemple.fr", status=AccountStatus.REFUSED, refusal_reason="Hors commune")
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY)
        assert mail.templates_sent() == ["activation"]


@pytest.mark.usefixtures("in_villennes")
class TestByAgent:
    def test_the_promise_is_forty_eight_business_hours(self) -> None:
        outcome = sign_up(entry=entry(accepts_cgu=False), password=PASSWORD, at=datetime(2026, 3, 13, 9, 0, tzinfo=UTC))
        assert outcome.approval_due_at == datetime(2026, 3, 17, 10, 0, tzinfo=PARIS)
        assert User.objects.get().approval_due_at == outcome.approval_due_at

    def test_the_email_promises_a_day_and_an_hour(self) -> None:
        sign_up(entry=entry(accepts_cgu=False), password=PASSWORD, at=datetime(2026, 4, 30, 14, 0, tzinfo=UTC))
        assert "au plus tard le mardi 5 mai 2026 à 16 h" in mail.last("approval_pending").text

    def test_terms_wait_for_the_first_sign_in(self) -> None:
        sign_up(entry=entry(accepts_cgu=False), password=PASSWORD, at=MONDAY)
        assert CguAcceptance.objects.count() == 0


@pytest.mark.parametrize(
    ("commune", "accepted", "refused"),
    [
        ("in_fresnes", "qbcdefg1", "qbcdefgh"),
        ("in_villennes", "Qbcdefg1", "qbcdefg1"),
        ("in_villefranque", "Qbcdef1!", "Qbcdefg1"),
        ("in_carbon_blanc", "qbcdefg1", "qbcdef1"),
    ],
)
def test_each_commune_has_its_policy(commune: str, accepted: str, refused: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(commune)
    with pytest.raises(PasswordTooWeak):
        sign_up(entry=entry(), password=refused, at=MONDAY)
    sign_up(entry=entry(), password=accepted, at=MONDAY)
    assert User.objects.get().check_password(accepted)
