from datetime import date, timedelta

import pytest

from apps.accounts.enums import AccountStatus, Origin
from apps.accounts.models import User
from apps.accounts.operations import COLUMNS, ImportLine, LineStatus, import_accounts, reset_password, sign_in
from apps.accounts.operations.created import TEMPORARY_PASSWORD_LIFETIME
from apps.audit.queries import history_of
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, citizen

pytestmark = pytest.mark.usefixtures("in_villennes")


def row(**changed: str) -> dict[str, str]:
    given = {"reference": "F12-1", "civility": "Mme", "usual_name": "Testa", "first_names": "Solange"}
    return {**given, "email": "solange@exemple.fr", **changed}


def run(*rows: dict[str, str], **more: bool) -> tuple[ImportLine, ...]:
    return import_accounts(rows=rows, by=None, at=MONDAY, **more)


class TestOneLine:
    def test_an_adult_with_an_email_is_invited(self) -> None:
        (line,) = run(row(birth_date="29/04/1979", mobile="06 12 34 56 78", street="rue des Lilas", city="Villennes"))
        user = User.objects.get()
        assert (line.status, line.username, line.password) == (LineStatus.INVITED, "solange.testa", "")
        assert (user.status, user.origin, user.external_ref, user.birth_date) == (
            AccountStatus.PENDING_EMAIL,
            Origin.IMPORT,
            "F12-1",
            date(1979, 4, 29),
        )
        assert (user.display_name, user.has_usable_password()) == ("Mme Solange TESTA", False)
        assert user.address is not None
        assert [event.action for event in history_of(user)] == ["accounts.created_by_commune"]

    def test_the_invitation_gives_the_username_and_never_a_password(self) -> None:
        run(row())
        text = mail.last("invitation").text
        assert ("solange.testa" in text, "provisoire" in text) == (True, False)

    def test_the_invitation_leads_to_the_account(self) -> None:
        run(row())
        secret = mail.secret_in(mail.last("invitation"))
        reset_password(secret=secret, password="Tout&Neuf4242", at=MONDAY + timedelta(days=1))
        assert sign_in(identifier="solange.testa", password="Tout&Neuf4242", at=MONDAY).status == AccountStatus.ACTIVE

    def test_an_adult_without_email_gets_a_password_to_print(self) -> None:
        (line,) = run(row(email=""))
        user = User.objects.get()
        assert (line.status, user.check_password(line.password), user.must_change_password) == (
            LineStatus.LETTER,
            True,
            True,
        )
        assert (user.status, user.password_expires_at) == (AccountStatus.ACTIVE, MONDAY + TEMPORARY_PASSWORD_LIFETIME)
        assert mail.templates_sent() == []

    def test_letters_may_be_asked_for_everybody(self) -> None:
        (line,) = run(row(), letters=True)
        assert (line.status, mail.templates_sent()) == (LineStatus.LETTER, [])

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"reference": ""}, "La colonne « reference » est vide."),
            ({"usual_name": " "}, "La colonne « usual_name » est vide."),
            ({"email": "solange"}, "Colonne « email » : « solange » n’est pas une adresse électronique."),
            ({"civility": "Dr"}, "Colonne « civility » : « Dr » n’est ni « M. » ni « Mme »."),
            ({"birth_date": "31/02/1979"}, "Colonne « birth_date » : « 31/02/1979 » n’est pas une date (jj/mm/aaaa)."),
        ],
    )
    def test_a_wrong_line_is_refused_alone(self, changed: dict[str, str], message: str) -> None:
        refused, kept = run(row(**changed), row(reference="F13-1"))
        assert (refused.number, refused.status, refused.message) == (1, LineStatus.REFUSED, message)
        assert (kept.number, kept.status) == (2, LineStatus.INVITED)

    def test_a_username_that_is_taken_refuses_the_line(self) -> None:
        citizen("pris")
        (line,) = run(row(username="pris"))
        assert (line.status, "est déjà pris" in line.message) == (LineStatus.REFUSED, True)


class TestFamilies:
    def test_each_adult_has_an_account(self) -> None:
        run(row(), row(reference="F12-2", civility="M.", first_names="Maurice", email="maurice@exemple.fr"))
        usernames = User.objects.order_by("pk").values_list("username", flat=True)
        assert list(usernames) == ["solange.testa", "maurice.testa"]

    def test_a_shared_address_serves_the_first_adult(self) -> None:
        first, second = run(row(), row(reference="F12-2", first_names="Maurice"))
        assert (first.status, second.status) == (LineStatus.INVITED, LineStatus.LETTER)
        assert User.objects.get(external_ref="F12-2").email == ""

    def test_namesakes_have_their_own_usernames(self) -> None:
        lines = run(*(row(reference=f"F{number}", email="") for number in range(3)))
        assert [line.username for line in lines] == ["solange.testa", "solange.testa2", "solange.testa3"]


class TestReplay:
    def test_a_second_run_changes_nothing(self) -> None:
        run(row())
        (line,) = run(row(usual_name="Autre"))
        assert (line.status, line.username) == (LineStatus.UNCHANGED, "solange.testa")
        assert (User.objects.count(), len(mail.sent("invitation"))) == (1, 1)

    def test_a_dry_run_says_the_same_and_writes_nothing(self) -> None:
        lines = run(row(), row(reference="F13-1", email=""), dry_run=True)
        assert [(line.status, line.username, line.password) for line in lines] == [
            (LineStatus.INVITED, "solange.testa", ""),
            (LineStatus.LETTER, "solange.testa2", ""),
        ]
        assert (User.objects.count(), mail.templates_sent()) == (0, [])

    def test_columns_are_those_documented(self) -> None:
        assert COLUMNS[:4] == ("reference", "civility", "usual_name", "first_names")
