from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts import queries
from apps.accounts.errors import DraftLost, TooFast, UsernameTaken
from apps.accounts.models import CaptchaChallenge, SignUpDraft, User
from apps.accounts.operations import (
    discard_draft,
    ensure_captcha,
    finish_sign_up,
    outcome_of,
    renew_captcha,
    save_step,
    start_draft,
)
from apps.accounts.operations.drafts import MINIMUM_TIME
from apps.accounts.secrets import digest
from core.captcha import MAX_FAILURES, RETRY_DELAY, CaptchaExhausted, CaptchaExpired, CaptchaUsed, CaptchaWrong
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, citizen, entry

WEEK = timedelta(days=7)
LATER = MONDAY + timedelta(minutes=5)


def started() -> tuple[str, SignUpDraft]:
    secret = start_draft(at=MONDAY)
    draft = queries.draft(secret, MONDAY)
    assert draft is not None
    return secret, draft


def right_answer(draft: SignUpDraft) -> str:
    challenge = ensure_captcha(draft=draft, at=LATER)
    return next(choice.id for choice in challenge.choices if choice.pictogram == challenge.target)


def finish(secret: str, given: str, *, by_agent: bool = False, username: str = "maurice.testo") -> object:
    return finish_sign_up(
        secret=secret, entry=entry(username=username), password=PASSWORD, given=given, by_agent=by_agent, at=LATER
    )


@pytest.mark.usefixtures("in_fresnes")
class TestDraft:
    def test_its_cookie_is_not_stored(self) -> None:
        secret, draft = started()
        assert draft.digest == digest(secret)

    def test_it_lives_seven_days_from_the_last_page(self) -> None:
        secret, _draft = started()
        save_step(secret=secret, step="contact", typed={"email": "a"}, complete=True, at=LATER)
        assert queries.draft(secret, LATER + WEEK - timedelta(microseconds=1)) is not None
        assert queries.draft(secret, LATER + WEEK) is None
        with pytest.raises(DraftLost):
            save_step(secret=secret, step="contact", typed={}, complete=True, at=LATER + WEEK)

    def test_a_step_typed_again_is_complete_or_not_as_the_last_time(self) -> None:
        secret, _draft = started()
        save_step(secret=secret, step="contact", typed={"email": "a@b.fr"}, complete=True, at=MONDAY)
        draft = save_step(secret=secret, step="contact", typed={"email": "a"}, complete=False, at=MONDAY)
        assert draft.data == {"steps": {"contact": {"email": "a"}}, "done": []}

    def test_passwords_are_left_out_whoever_passes_them(self) -> None:
        secret, _draft = started()
        typed = {"username": "m", "password": "x", "new_password": "y", "new_password_again": "z"}
        draft = save_step(secret=secret, step="authentication", typed=typed, complete=False, at=MONDAY)
        assert draft.data["steps"]["authentication"] == {"username": "m"}

    def test_it_is_forgotten_on_demand(self) -> None:
        secret, draft = started()
        renew_captcha(draft=draft, at=MONDAY)
        discard_draft(secret=secret)
        assert (SignUpDraft.objects.count(), CaptchaChallenge.objects.count()) == (0, 0)

    def test_there_is_no_outcome_before_the_account(self) -> None:
        _secret, draft = started()
        with pytest.raises(DraftLost):
            outcome_of(draft)


@pytest.mark.usefixtures("in_fresnes")
class TestSecurityCheck:
    def test_the_right_picture_creates_the_account(self) -> None:
        secret, draft = started()
        finish(secret, right_answer(draft))
        assert (User.objects.count(), mail.templates_sent()) == (1, ["activation"])

    def test_the_figures_heard_do_too(self) -> None:
        secret, draft = started()
        finish(secret, " ".join(ensure_captcha(draft=draft, at=LATER).spoken))
        assert User.objects.count() == 1

    def test_the_target_is_one_of_the_commune_s(self, in_fresnes: Commune) -> None:
        _secret, draft = started()
        challenge = ensure_captcha(draft=draft, at=MONDAY)
        assert challenge.target in in_fresnes.config.captcha.targets
        assert len(challenge.choices) == 6

    def test_a_wrong_picture_is_counted_and_the_same_check_stays(self) -> None:
        secret, draft = started()
        before = ensure_captcha(draft=draft, at=LATER)
        with pytest.raises(CaptchaWrong):
            finish(secret, "faux")
        after = ensure_captcha(draft=draft, at=LATER)
        assert (after.choices, after.failures, User.objects.count()) == (before.choices, 1, 0)

    def test_five_wrong_answers_bring_another_that_opens_later(self) -> None:
        secret, draft = started()
        former = ensure_captcha(draft=draft, at=LATER)
        for _ in range(MAX_FAILURES - 1):
            with pytest.raises(CaptchaWrong):
                finish(secret, "faux")
        with pytest.raises(CaptchaExhausted):
            finish(secret, "faux")
        challenge = ensure_captcha(draft=draft, at=LATER)
        assert (challenge.choices != former.choices, challenge.opens_at) == (True, LATER + RETRY_DELAY)

    def test_it_expires(self) -> None:
        secret, draft = started()
        challenge = renew_captcha(draft=draft, at=MONDAY - timedelta(minutes=5))
        with pytest.raises(CaptchaExpired):
            finish(secret, challenge.spoken)

    def test_without_a_check_nothing_passes(self) -> None:
        secret, _draft = started()
        with pytest.raises(CaptchaExpired):
            finish(secret, "123456")

    def test_a_check_already_used_is_refused(self) -> None:
        secret, draft = started()
        answer = right_answer(draft)
        stored = CaptchaChallenge.objects.get()
        stored.state["used"] = True
        stored.save()
        with pytest.raises(CaptchaUsed):
            finish(secret, answer)

    def test_another_refusal_gives_the_right_answer_back(self) -> None:
        citizen("pris")
        secret, draft = started()
        answer = right_answer(draft)
        with pytest.raises(UsernameTaken):
            finish(secret, answer, username="pris")
        finish(secret, answer, username="libre")
        assert User.objects.filter(username_key="libre").count() == 1

    def test_who_can_use_neither_goes_without_it(self) -> None:
        secret, _draft = started()
        finish(secret, "", by_agent=True)
        assert mail.templates_sent() == ["approval_pending"]

    def test_nobody_is_that_fast(self) -> None:
        secret, draft = started()
        SignUpDraft.objects.update(created_at=LATER - MINIMUM_TIME + timedelta(microseconds=1))
        answer = right_answer(draft)
        with pytest.raises(TooFast):
            finish(secret, answer)
        SignUpDraft.objects.update(created_at=LATER - MINIMUM_TIME)
        finish(secret, answer)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_create_one_account(fresnes: Commune) -> None:
    with context.activate(fresnes):
        secret, draft = started()
        answer = right_answer(draft)
    barrier, outcomes = Barrier(2), []

    def press() -> None:
        try:
            with context.activate(fresnes):
                barrier.wait(timeout=10)
                outcomes.append(finish(secret, answer))
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with context.activate(fresnes):
        assert (User.objects.count(), len(outcomes), outcomes[0] == outcomes[1]) == (1, 2, True)
        assert mail.templates_sent() == ["activation"]
