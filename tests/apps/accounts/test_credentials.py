from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.enums import AccountStatus, Origin, TokenPurpose
from apps.accounts.errors import (
    AccountDisabled,
    EmailMissing,
    EmailTaken,
    LinkExpired,
    LinkUsed,
    NotAwaitingEmail,
    PasswordGuessable,
    PasswordTooWeak,
    PasswordUnchanged,
    TooManyRequests,
    UsernameTaken,
    WrongPassword,
)
from apps.accounts.models import Session, User
from apps.accounts.operations import (
    change_identifiers,
    choose_password,
    confirm_email_change,
    issue_token,
    offer_password_reset,
    request_email_change,
    request_password_reset,
    resend_first_link,
    reset_password,
    send_password_reset,
)
from core.identifiers import UsernameRefused
from tenants import context
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen

NEW = "Tout&Neuf4242"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("in_fresnes")


def open_session(user: User, key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=MONDAY + HOUR, user=user)


def reset_link(user: User) -> str:
    send_password_reset(user_id=user.pk, at=MONDAY)
    return mail.secret_in(mail.last("password_reset"))


def jobs() -> list[tuple[str, dict[str, object]]]:
    with context.operator():
        return list(ProcrastinateJob.objects.order_by("pk").values_list("task_name", "args"))


class TestForgotten:
    @pytest.mark.parametrize("identifier", ["maurice.testo", "maurice.testo@exemple.fr", "personne"])
    def test_the_request_does_the_same_work_for_everybody(
        self, identifier: str, django_assert_num_queries: object
    ) -> None:
        user = citizen()
        known = identifier != "personne"
        request_password_reset(identifier=identifier, at=MONDAY)
        assert jobs() == [
            ("apps.accounts.tasks.send_reset_link", {"commune": "fresnes", "user_id": user.pk if known else 0})
        ]
        assert mail.templates_sent() == []

    def test_nobody_gets_nothing(self) -> None:
        send_password_reset(user_id=0, at=MONDAY)
        assert mail.templates_sent() == []

    def test_the_link_is_good_for_an_hour(self) -> None:
        user = citizen()
        secret = reset_link(user)
        with pytest.raises(LinkExpired):
            reset_password(secret=secret, password=NEW, at=MONDAY + HOUR)
        reset_password(secret=secret, password=NEW, at=MONDAY + HOUR - timedelta(microseconds=1))
        user.refresh_from_db()
        assert user.check_password(NEW)

    def test_the_link_serves_once(self) -> None:
        secret = reset_link(citizen())
        reset_password(secret=secret, password=NEW, at=MONDAY)
        with pytest.raises(LinkUsed):
            reset_password(secret=secret, password="Encore&Neuf4242", at=MONDAY)

    def test_a_refused_password_does_not_use_the_link_up(self) -> None:
        secret = reset_link(citizen())
        with pytest.raises(PasswordTooWeak):
            reset_password(secret=secret, password="court", at=MONDAY)
        reset_password(secret=secret, password=NEW, at=MONDAY)

    def test_every_browser_is_signed_out_and_the_owner_told(self) -> None:
        user = citizen()
        open_session(user, "a")
        open_session(user, "b")
        reset_password(secret=reset_link(user), password=NEW, at=MONDAY)
        assert (Session.objects.count(), mail.templates_sent()) == (0, ["password_reset", "password_changed"])

    def test_who_never_activated_gets_an_activation_link(self) -> None:
        send_password_reset(user_id=citizen(status=AccountStatus.PENDING_EMAIL).pk, at=MONDAY)
        assert mail.templates_sent() == ["activation"]

    def test_who_was_invited_gets_the_invitation_again(self) -> None:
        user = citizen(status=AccountStatus.PENDING_EMAIL, origin=Origin.IMPORT)
        send_password_reset(user_id=user.pk, at=MONDAY)
        assert mail.templates_sent() == ["invitation"]

    @pytest.mark.parametrize("status", [AccountStatus.DISABLED, AccountStatus.REFUSED])
    def test_a_closed_account_gets_nothing(self, status: AccountStatus) -> None:
        send_password_reset(user_id=citizen(status=status, refusal_reason="Doublon").pk, at=MONDAY)
        assert mail.templates_sent() == []

    def test_an_account_closed_meanwhile_stays_closed(self) -> None:
        user = citizen()
        secret = reset_link(user)
        User.objects.update(status=AccountStatus.DISABLED)
        with pytest.raises(AccountDisabled):
            reset_password(secret=secret, password=NEW, at=MONDAY)

    def test_the_sixth_link_of_the_hour_is_not_sent(self) -> None:
        user = citizen()
        for _ in range(6):
            send_password_reset(user_id=user.pk, at=MONDAY)
        assert len(mail.sent("password_reset")) == 5

    def test_a_connection_that_asks_thirty_times_waits(self) -> None:
        for _ in range(30):
            request_password_reset(identifier="personne", at=MONDAY, ip="192.0.2.7")
        with pytest.raises(TooManyRequests):
            request_password_reset(identifier="personne", at=MONDAY, ip="192.0.2.7")


class TestInvitation:
    def test_choosing_a_password_activates_the_account(self) -> None:
        user = citizen(status=AccountStatus.PENDING_EMAIL, origin=Origin.IMPORT)
        secret = issue_token(user=user, purpose=TokenPurpose.INVITATION, lifetime=HOUR, at=MONDAY)
        reset_password(secret=secret, password=NEW, at=MONDAY)
        user.refresh_from_db()
        assert (user.status, user.activated_at, user.check_password(NEW)) == (AccountStatus.ACTIVE, MONDAY, True)


class TestTemporaryPassword:
    def test_its_owner_replaces_it(self) -> None:
        user = citizen(must_change_password=True, password_expires_at=MONDAY + HOUR)
        choose_password(user=user, password=NEW, at=MONDAY)
        user.refresh_from_db()
        assert (user.must_change_password, user.password_expires_at, user.check_password(NEW)) == (False, None, True)

    def test_by_another(self) -> None:
        with pytest.raises(PasswordUnchanged):
            choose_password(user=citizen(must_change_password=True), password=PASSWORD, at=MONDAY)


class TestIdentifiers:
    def change(self, user: User, **changed: str) -> User:
        given = {"username": user.username, "current": PASSWORD, "password": "", **changed}
        return change_identifiers(user=User.objects.get(pk=user.pk), at=MONDAY, **given)

    def test_the_username_alone(self) -> None:
        user = self.change(citizen(), username="Nouveau.Nom")
        assert (user.username, user.username_key, user.check_password(PASSWORD)) == ("Nouveau.Nom", "nouveau.nom", True)
        assert mail.templates_sent() == ["identifiers_changed"]

    def test_the_password_alone(self) -> None:
        user = citizen()
        open_session(user, "a")
        assert self.change(user, password=NEW).check_password(NEW)
        assert (Session.objects.count(), mail.templates_sent()) == (0, ["password_changed"])

    def test_nothing_changes_without_the_present_password(self) -> None:
        user = citizen()
        with pytest.raises(WrongPassword):
            self.change(user, current="faux", password=NEW)

    def test_a_username_of_somebody_else_is_refused_and_the_password_kept(self) -> None:
        citizen("pris")
        user = citizen()
        with pytest.raises(UsernameTaken):
            self.change(user, username="Pris", password=NEW)
        user.refresh_from_db()
        assert (user.username, user.check_password(PASSWORD)) == ("maurice.testo", True)

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"password": PASSWORD}, PasswordUnchanged),
            ({"password": "court"}, PasswordTooWeak),
            ({"password": "testo2026"}, PasswordGuessable),
            ({"username": "a"}, UsernameRefused),
        ],
    )
    def test_other_refusals(self, changed: dict[str, str], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            self.change(citizen(), **changed)

    def test_nothing_to_change_tells_nobody(self) -> None:
        self.change(citizen())
        assert mail.templates_sent() == []


class TestEmailChange:
    def test_the_new_address_is_adopted_once_confirmed(self) -> None:
        user = citizen(email="ancien@exemple.fr")
        request_email_change(user=user, email=" Nouveau@Exemple.fr ", at=MONDAY)
        assert [(message.template, message.recipient) for message in mail.sent("email_change")] == [
            ("accounts/email_change", "Nouveau@Exemple.fr")
        ]
        assert mail.last("email_change_notice").recipient == "ancien@exemple.fr"
        changed = confirm_email_change(secret=mail.secret_in(mail.last("email_change")), at=MONDAY)
        assert (changed.email, changed.email_key) == ("Nouveau@Exemple.fr", "nouveau@exemple.fr")

    def test_nothing_changes_before(self) -> None:
        user = citizen(email="ancien@exemple.fr")
        request_email_change(user=user, email="nouveau@exemple.fr", at=MONDAY)
        user.refresh_from_db()
        assert user.email == "ancien@exemple.fr"

    def test_the_address_of_another_account_gets_nothing(self) -> None:
        citizen("autre", email="nouveau@exemple.fr")
        request_email_change(user=citizen(), email="Nouveau@exemple.fr", at=MONDAY)
        assert mail.templates_sent() == []

    def test_an_address_taken_meanwhile_is_refused(self) -> None:
        user = citizen()
        request_email_change(user=user, email="nouveau@exemple.fr", at=MONDAY)
        citizen("autre", email="nouveau@exemple.fr")
        with pytest.raises(EmailTaken):
            confirm_email_change(secret=mail.secret_in(mail.last("email_change")), at=MONDAY)

    def test_the_same_address_is_nothing_to_change(self) -> None:
        request_email_change(user=citizen(email="a@exemple.fr"), email="A@exemple.fr", at=MONDAY)
        assert mail.templates_sent() == []


class TestAgentHelps:
    def test_the_first_link_leaves_again(self) -> None:
        user = citizen(status=AccountStatus.PENDING_EMAIL)
        resend_first_link(user=user, by=agent(), at=MONDAY)
        assert mail.templates_sent() == ["activation"]

    def test_not_for_an_account_already_active(self) -> None:
        with pytest.raises(NotAwaitingEmail, match="Actif"):
            resend_first_link(user=citizen(), by=agent(), at=MONDAY)

    def test_a_reset_link_leaves_on_demand(self) -> None:
        offer_password_reset(user=citizen(), by=agent(), at=MONDAY)
        assert mail.templates_sent() == ["password_reset"]

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [({"status": AccountStatus.DISABLED}, AccountDisabled), ({"email": ""}, EmailMissing)],
    )
    def test_not_for_who_cannot_use_it(self, fields: dict[str, str], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            offer_password_reset(user=citizen(**fields), by=agent(), at=MONDAY)
