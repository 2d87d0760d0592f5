from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.enums import AccountStatus, Origin, ThrottleScope, TokenPurpose
from apps.accounts.models import Address, SecondFactorSetup, Session, SignUpDraft, Throttle, Token, User
from apps.accounts.operations import begin_setup, issue_token, start_draft, tidy
from apps.accounts.operations.throttling import LIMITS, blocked_until, count, forget
from apps.accounts.tasks import remind_approvals, send_reset_link
from apps.accounts.tasks import tidy as tidy_task
from apps.accounts.workflow import ACCOUNT_WORKFLOW
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, citizen

pytestmark = pytest.mark.usefixtures("in_fresnes")

MONTH = timedelta(days=30)
KEY = "192.0.2.7"
SCOPE = ThrottleScope.LINK_ACCOUNT


class TestTidy:
    def test_what_expired_goes_and_the_rest_stays(self) -> None:
        user = citizen()
        Session.objects.create(session_key="morte", session_data="", expire_date=MONDAY)
        Session.objects.create(session_key="vive", session_data="", expire_date=MONDAY + timedelta(seconds=1))
        start_draft(at=MONDAY - timedelta(days=7))
        start_draft(at=MONDAY)
        count(scope=SCOPE, key="vieux", at=MONDAY - timedelta(days=2))
        count(scope=SCOPE, key="neuf", at=MONDAY)
        issue_token(user=user, purpose=TokenPurpose.ACTIVATION, lifetime=MONTH, at=MONDAY - 5 * MONTH)
        issue_token(user=user, purpose=TokenPurpose.PASSWORD_RESET, lifetime=MONTH, at=MONDAY)
        begin_setup(user=user, at=MONDAY - timedelta(minutes=30))
        begin_setup(user=citizen("present"), at=MONDAY)
        assert tidy(at=MONDAY) == {
            "sessions": 1,
            "drafts": 1,
            "throttles": 1,
            "tokens": 1,
            "second_factor_setups": 1,
            "accounts": 0,
        }
        left = (Session, SignUpDraft, Throttle, Token, SecondFactorSetup)
        assert [model.objects.count() for model in left] == [1, 1, 1, 1, 1]

    def test_a_sign_up_never_activated_goes_after_thirty_days_with_its_address(self) -> None:
        citizen("oublie", status=AccountStatus.PENDING_EMAIL, address=Address.objects.create(street="rue A"))
        assert tidy(at=MONDAY + MONTH - timedelta(microseconds=1))["accounts"] == 0
        assert tidy(at=MONDAY + MONTH)["accounts"] == 1
        assert (User.objects.count(), Address.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        "fields", [{"status": AccountStatus.ACTIVE}, {"status": AccountStatus.PENDING_EMAIL, "origin": Origin.IMPORT}]
    )
    def test_other_accounts_stay(self, fields: dict[str, object]) -> None:
        citizen(**fields)
        assert tidy(at=MONDAY + 12 * MONTH)["accounts"] == 0


class TestThrottle:
    def test_the_pause_starts_with_the_last_event_allowed(self) -> None:
        limit = LIMITS[SCOPE]
        started = [count(scope=SCOPE, key=KEY, at=MONDAY) for _ in range(limit.count)]
        assert started == [None] * (limit.count - 1) + [MONDAY + limit.pause]
        assert count(scope=SCOPE, key=KEY, at=MONDAY) is None

    def test_it_ends_at_its_instant(self) -> None:
        limit = LIMITS[SCOPE]
        for _ in range(limit.count):
            count(scope=SCOPE, key=KEY, at=MONDAY)
        end = MONDAY + limit.pause
        assert blocked_until(SCOPE, KEY, end - timedelta(microseconds=1)) == end
        assert blocked_until(SCOPE, KEY, end) is None

    def test_keys_and_scopes_do_not_mix(self) -> None:
        for _ in range(LIMITS[SCOPE].count):
            count(scope=SCOPE, key=KEY, at=MONDAY)
        assert blocked_until(SCOPE, "192.0.2.8", MONDAY) is None
        assert blocked_until(ThrottleScope.LINK_ADDRESS, KEY, MONDAY) is None

    def test_it_can_be_forgotten(self) -> None:
        count(scope=SCOPE, key=KEY, at=MONDAY)
        forget(scope=SCOPE, key=KEY)
        assert Throttle.objects.count() == 0

    def test_every_scope_has_a_limit(self) -> None:
        assert set(LIMITS) == set(ThrottleScope)


class TestTasks:
    def test_the_reset_job_writes_to_the_account(self) -> None:
        send_reset_link.run(user_id=citizen().pk)
        assert mail.templates_sent() == ["password_reset"]

    def test_periodic_jobs_may_run_on_nothing(self) -> None:
        remind_approvals.run()
        tidy_task.run()
        assert mail.templates_sent() == []


def test_the_workflow_covers_every_status() -> None:
    assert set(ACCOUNT_WORKFLOW.states()) == set(AccountStatus)
    assert ACCOUNT_WORKFLOW.targets(AccountStatus.PENDING_APPROVAL) == {
        AccountStatus.ACTIVE,
        AccountStatus.REFUSED,
        AccountStatus.DISABLED,
    }


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"username": "deja"}, "user_one_per_username"),
        ({"email": "deja@exemple.fr"}, "user_one_per_proven_email"),
        ({"external_ref": "F1"}, "user_one_per_external_reference"),
        ({"status": AccountStatus.PENDING_APPROVAL}, "user_to_approve_has_a_promised_date"),
        ({"status": AccountStatus.REFUSED}, "user_refused_knows_why"),
        ({"status": "inventé"}, "user_status_and_kind_are_known"),
    ],
)
def test_the_database_refuses(fields: dict[str, str], constraint: str) -> None:
    citizen("deja", external_ref="F1")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        citizen(**{"username": "autre", **fields})
