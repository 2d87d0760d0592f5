from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts import queries
from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.errors import (
    AccountDisabled,
    EmailTaken,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotAwaitingApproval,
    ReasonMissing,
    TooManyRequests,
)
from apps.accounts.models import Token, User
from apps.accounts.operations import (
    accept_cgu,
    activate,
    approve,
    disable_account,
    issue_token,
    on_activation,
    refuse,
    remind_overdue_approvals,
    request_new_link,
    sign_up,
)
from apps.accounts.operations import activation as module
from apps.audit.queries import history_of
from core.errors import DomainError
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen, entry

DAY = timedelta(days=1)


def signed_up(at: datetime = MONDAY, **changed: str) -> str:
    """The secret of the link sent to a newcomer."""
    sign_up(entry=entry(**changed), password=PASSWORD, at=at)
    return mail.secret_in(mail.last("activation"))


@pytest.mark.usefixtures("in_fresnes")
class TestLink:
    def test_it_makes_the_account_active(self) -> None:
        activated = activate(secret=signed_up(), at=MONDAY)
        user = User.objects.get()
        assert (activated.user, user.status, user.activated_at) == (user, AccountStatus.ACTIVE, MONDAY)
        assert next(event.action for event in history_of(user)) == "accounts.activated"

    def test_it_serves_once(self) -> None:
        secret = signed_up()
        activate(secret=secret, at=MONDAY)
        with pytest.raises(LinkUsed):
            activate(secret=secret, at=MONDAY)

    @pytest.mark.parametrize(
        ("created", "limit"),
        [
            (datetime(2026, 3, 28, 11, 0, tzinfo=UTC), datetime(2026, 3, 29, 11, 0, tzinfo=UTC)),
            (datetime(2026, 10, 24, 10, 0, tzinfo=UTC), datetime(2026, 10, 25, 10, 0, tzinfo=UTC)),
        ],
    )
    def test_it_is_good_for_twenty_four_hours_of_real_time(self, created: datetime, limit: datetime) -> None:
        secret = signed_up(created)
        with pytest.raises(LinkExpired):
            activate(secret=secret, at=limit)
        activate(secret=secret, at=limit - timedelta(microseconds=1))

    def test_an_invented_link_is_unknown(self) -> None:
        with pytest.raises(LinkUnknown):
            activate(secret="invented", at=MONDAY)

    def test_a_link_of_another_purpose_is_unknown(self) -> None:
        user = citizen(status=AccountStatus.PENDING_EMAIL)
        secret = issue_token(user=user, purpose=TokenPurpose.PASSWORD_RESET, lifetime=DAY, at=MONDAY)
        with pytest.raises(LinkUnknown):
            activate(secret=secret, at=MONDAY)

    def test_a_disabled_account_stays_so(self) -> None:
        user = citizen(status=AccountStatus.PENDING_EMAIL)
        disable_account(user=user, reason="Doublon", at=MONDAY)
        secret = issue_token(user=user, purpose=TokenPurpose.ACTIVATION, lifetime=DAY, at=MONDAY)
        with pytest.raises(AccountDisabled):
            activate(secret=secret, at=MONDAY)

    def test_of_two_accounts_with_one_address_the_first_to_prove_it_wins(self) -> None:
        first, second = signed_up(username="premier"), signed_up(username="second")
        activate(secret=second, at=MONDAY)
        with pytest.raises(EmailTaken):
            activate(secret=first, at=MONDAY)

    def test_a_new_link_replaces_the_former_ones(self) -> None:
        former = signed_up()
        request_new_link(secret=former, at=MONDAY + 2 * DAY)
        with pytest.raises(LinkExpired):
            activate(secret=former, at=MONDAY)
        activate(secret=mail.secret_in(mail.last("activation")), at=MONDAY + 2 * DAY)

    def test_the_sixth_new_link_in_an_hour_waits(self) -> None:
        secret = signed_up()
        for _ in range(5):
            request_new_link(secret=secret, at=MONDAY)
        with pytest.raises(TooManyRequests):
            request_new_link(secret=secret, at=MONDAY)
        assert request_new_link(secret=secret, at=MONDAY + timedelta(hours=1)).username == "maurice.testo"

    def test_an_active_account_needs_no_new_link(self) -> None:
        secret = signed_up()
        activate(secret=secret, at=MONDAY)
        with pytest.raises(LinkUsed):
            request_new_link(secret=secret, at=MONDAY)


def test_a_link_of_a_commune_is_unknown_in_another(in_fresnes: Commune, villefranque: Commune) -> None:
    secret = signed_up()
    with context.activate(villefranque), pytest.raises(LinkUnknown):
        activate(secret=secret, at=MONDAY)
    assert activate(secret=secret, at=MONDAY).user.username == "maurice.testo"


class KeyGone(DomainError):
    message = "Cette clé a déjà été utilisée."


@pytest.mark.usefixtures("in_fresnes")
class TestHandlers:
    @pytest.fixture(autouse=True)
    def _only_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_handlers", [])

    def test_the_key_typed_at_sign_up_is_handed_over_once(self) -> None:
        received: list[tuple[str, str]] = []
        on_activation(lambda *, user, typed_key, at: received.append((user.username, typed_key)))
        user = citizen(status=AccountStatus.PENDING_EMAIL, pending_service_key="7K3M-9PXT-2HBQ")
        secret = issue_token(user=user, purpose=TokenPurpose.ACTIVATION, lifetime=DAY, at=MONDAY)
        activate(secret=secret, at=MONDAY)
        user.refresh_from_db()
        assert (received, user.pending_service_key) == ([("maurice.testo", "7K3M-9PXT-2HBQ")], "")

    def test_a_refused_key_does_not_undo_the_activation(self) -> None:
        @on_activation
        def refuse_key(*, user: User, typed_key: str, at: datetime) -> None:
            citizen("trace.effacee")
            raise KeyGone

        user = citizen(status=AccountStatus.PENDING_EMAIL, pending_service_key="7K3M-9PXT-2HBQ")
        secret = issue_token(user=user, purpose=TokenPurpose.ACTIVATION, lifetime=DAY, at=MONDAY)
        activated = activate(secret=secret, at=MONDAY)
        assert (activated.key_refusal, activated.user.status) == (
            "Cette clé a déjà été utilisée.",
            AccountStatus.ACTIVE,
        )
        assert User.objects.filter(username_key="trace.effacee").count() == 0

    def test_without_a_key_nobody_is_called(self) -> None:
        on_activation(lambda **_: pytest.fail("no key was typed"))
        assert activate(secret=signed_up(), at=MONDAY).key_refusal == ""


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_time_activate_once(fresnes: Commune) -> None:
    with context.activate(fresnes):
        secret = signed_up()
    barrier, outcomes = Barrier(2), []

    def press() -> None:
        try:
            with context.activate(fresnes):
                barrier.wait(timeout=10)
                activate(secret=secret, at=MONDAY)
                outcomes.append("activated")
        except LinkUsed:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["activated", "used"]
    with context.activate(fresnes):
        actions = [event.action for event in history_of(User.objects.get())]
    assert actions.count("accounts.activated") == 1


def waiting(username: str = "maurice.testo", **fields: object) -> User:
    due = fields.pop("approval_due_at", MONDAY + 2 * DAY)
    return citizen(username, status=AccountStatus.PENDING_APPROVAL, approval_due_at=due, **fields)


@pytest.mark.usefixtures("in_villennes")
class TestDecision:
    def test_an_agent_approves_and_the_person_is_told(self) -> None:
        user, by = waiting(), agent()
        approve(user=user, by=by, at=MONDAY)
        user.refresh_from_db()
        assert (user.status, user.decided_by, user.decided_at) == (AccountStatus.ACTIVE, by, MONDAY)
        assert (mail.templates_sent(), mail.last("approved").recipient) == (["approved"], user.email)

    def test_an_agent_refuses_with_a_reason(self) -> None:
        user, by = waiting(), agent()
        refuse(user=user, by=by, reason=" Vous n’habitez pas la commune. ", at=MONDAY)
        user.refresh_from_db()
        assert (user.status, user.refusal_reason) == (AccountStatus.REFUSED, "Vous n’habitez pas la commune.")
        assert "« Vous n’habitez pas la commune. »" in mail.last("refused").text
        assert history_of(user)[0].reason == "Vous n’habitez pas la commune."

    def test_a_refusal_needs_a_reason(self) -> None:
        with pytest.raises(ReasonMissing):
            refuse(user=waiting(), by=agent(), reason="  ", at=MONDAY)

    def test_the_second_agent_learns_that_it_is_done(self) -> None:
        user, by = waiting(), agent()
        approve(user=user, by=by, at=MONDAY)
        with pytest.raises(NotAwaitingApproval, match="Actif"):
            refuse(user=user, by=by, reason="Doublon", at=MONDAY)


@pytest.mark.usefixtures("in_villennes")
class TestPromise:
    def test_the_queue_puts_the_nearest_promise_first(self) -> None:
        waiting("second", approval_due_at=MONDAY + 2 * DAY)
        waiting("premier", approval_due_at=MONDAY + DAY)
        lines = queries.approval_queue(MONDAY)
        assert [(line.user.username, line.time_left) for line in lines] == [("premier", DAY), ("second", 2 * DAY)]

    def test_a_broken_promise_counts_below_zero(self) -> None:
        waiting(approval_due_at=MONDAY)
        (line,) = queries.approval_queue(MONDAY + timedelta(hours=3))
        assert (line.time_left, line.is_late) == (-timedelta(hours=3), True)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_queue_takes_one_query(self, rows: int, constant_queries: object) -> None:
        for number in range(rows):
            waiting(f"parent{number}")
        with constant_queries(1):  # type: ignore[operator]
            assert len(queries.approval_queue(MONDAY)) == rows

    def test_the_service_is_reminded_once_when_the_promise_is_near(self, in_villennes: Commune) -> None:
        hours = in_villennes.config.activation.reminder_hours
        waiting("loin", approval_due_at=MONDAY + timedelta(hours=hours, minutes=1))
        waiting("proche", approval_due_at=MONDAY + timedelta(hours=hours))
        assert remind_overdue_approvals(at=MONDAY) == 1
        assert remind_overdue_approvals(at=MONDAY) == 0
        assert mail.last("approval_reminder").subject.startswith("1 compte à valider sans tarder")

    def test_nothing_is_sent_when_nobody_waits(self) -> None:
        assert (remind_overdue_approvals(at=MONDAY), mail.templates_sent()) == (0, [])


@pytest.mark.usefixtures("in_fresnes")
def test_the_terms_are_accepted_once_per_version() -> None:
    user = citizen()
    first = accept_cgu(user=user, at=MONDAY, ip="192.0.2.7")
    assert accept_cgu(user=user, at=MONDAY + DAY) == first
    assert [event.action for event in history_of(user)] == ["accounts.cgu_accepted"]


@pytest.mark.usefixtures("in_fresnes")
def test_only_the_digest_of_a_link_is_stored() -> None:
    secret = issue_token(user=citizen(), purpose=TokenPurpose.ACTIVATION, lifetime=DAY, at=MONDAY)
    stored = Token.objects.get()
    assert (len(stored.digest), secret in str(vars(stored))) == (64, False)
