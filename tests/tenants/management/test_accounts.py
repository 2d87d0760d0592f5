"""`agent` and `import-accounts`: who the operator lets in, and what is said of each line of a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.enums import AccountStatus, Role
from apps.accounts.models import User
from apps.audit.queries import history_of
from apps.messaging.models import Message
from tenants import context
from tests.apps.accounts.telephones import protect

from .conftest import Run

pytestmark = pytest.mark.django_db

ADD = ("agent", "add", "fresnes", "l.marchand", "--email=leila@fresnes.example", "--last-name=Marchand")
LEILA = (*ADD, "--first-names=Leïla")


def account(slug: str, username: str) -> User:
    with context.activate(slug):
        return User.objects.prefetch_related("roles").get(username_key=username)


def usernames(slug: str) -> list[str]:
    with context.activate(slug):
        return list(User.objects.citizens().order_by("username_key").values_list("username_key", flat=True))


def test_an_agent_is_added_with_roles_and_a_temporary_password(run: Run) -> None:
    ran = run(*LEILA, "--role=family_agent:accueil-unique", "--role=reader", "--json")
    assert ran.code == 0
    agent = account("fresnes", "l.marchand")
    assert agent.check_password(ran.result["temporary_password"])
    assert agent.must_change_password
    assert {(granted.role, granted.service_slug) for granted in agent.roles.all()} == {
        (Role.FAMILY_AGENT, "accueil-unique"),
        (Role.READER, ""),
    }


def test_a_dry_run_of_an_agent_writes_nothing_and_shows_no_password(run: Run) -> None:
    ran = run(*LEILA, "--role=reader", "--dry-run", "--json")
    assert ran.result == {
        "slug": "fresnes",
        "dry_run": True,
        "username": "l.marchand",
        "roles": ["Lecteur (tous les services)"],
    }
    with context.activate("fresnes"):
        assert not User.objects.agents().exists()


def test_the_password_is_shown_with_the_address_to_sign_in_at(run: Run) -> None:
    output = run(*LEILA, "--role=administrator").output
    assert "à transmettre de vive voix" in output
    assert "/agents/" in output


def test_a_service_that_the_commune_has_not_is_refused(run: Run) -> None:
    ran = run(*LEILA, "--role=family_agent:aviation", "--json")
    assert (ran.code, ran.result) == (1, {"refusal": "service_unknown"})
    with context.activate("fresnes"):
        assert not User.objects.agents().exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            (*LEILA, "--role=mayor"),
            "« mayor » n’est pas un rôle : attendu administrator, family_agent, health_officer, reader",
        ),
        ((*LEILA,), "--role"),
        ((*LEILA, "--role=reader", "--email=leila"), "« leila » n’est pas une adresse électronique"),
    ],
)
def test_a_wrong_argument_is_a_usage_error(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert sentence in ran.errors


def test_an_identifier_serves_once_in_a_commune_and_again_in_another(run: Run) -> None:
    assert run(*LEILA, "--role=reader").code == 0
    assert run(*LEILA, "--role=reader", "--json").result == {"refusal": "username_taken"}
    elsewhere = [argument.replace("fresnes", "villefranque") for argument in LEILA]
    assert run(*elsewhere, "--role=reader").code == 0


def test_a_reset_replaces_the_password(run: Run) -> None:
    first = run(*LEILA, "--role=reader", "--json").result["temporary_password"]
    second = run("agent", "reset", "fresnes", "l.marchand", "--json").result["temporary_password"]
    agent = account("fresnes", "l.marchand")
    assert (agent.check_password(first), agent.check_password(second)) == (False, True)


def test_a_disabled_agent_comes_back_by_a_reset(run: Run) -> None:
    run(*LEILA, "--role=reader")
    assert run("agent", "disable", "fresnes", "l.marchand", "--reason=Mutation").code == 0
    assert account("fresnes", "l.marchand").status == AccountStatus.DISABLED
    assert run("agent", "reset", "fresnes", "l.marchand").code == 0
    assert account("fresnes", "l.marchand").status == AccountStatus.ACTIVE


def test_a_telephone_that_was_lost_is_taken_away(run: Run) -> None:
    run(*LEILA, "--role=reader")
    agent = account("fresnes", "l.marchand")
    with context.activate("fresnes"):
        protect(agent)
    simulated = run("agent", "factor-reset", "fresnes", "l.marchand", "--dry-run", "--json")
    assert simulated.result == {
        "slug": "fresnes",
        "dry_run": True,
        "username": "l.marchand",
        "second_factor": False,
    }
    assert run("agent", "factor-reset", "fresnes", "l.marchand", "--reason=Perdu").code == 0
    with context.activate("fresnes"):
        event = history_of(agent)[0]
        assert (event.action, event.reason) == ("accounts.second_factor_reset", "Perdu")
    again = run("agent", "factor-reset", "fresnes", "l.marchand", "--json")
    assert (again.code, again.result) == (1, {"refusal": "second_factor_missing"})


def test_an_unknown_agent_is_refused(run: Run) -> None:
    ran = run("agent", "reset", "fresnes", "personne", "--json")
    assert (ran.code, ran.result) == (1, {"refusal": "unknown_account"})


HEADER = "référence;civilité;nom;prénoms;date de naissance;courriel;code postal;ville\n"
MARTIN = "F-001/A;Mme;Martin;Sophie;12/03/1985;sophie.martin@courriel.example;78670;Villennes-sur-Seine\n"
DURAND = "F-001/B;M.;Durand;Paul;1983-11-02;paul.durand@courriel.example;78670;Villennes-sur-Seine\n"
NO_EMAIL = "F-002/A;M.;Petit;Jean;;;78670;Villennes-sur-Seine\n"
BAD_DATE = "F-003/A;M.;Roux;Luc;32/01/1980;luc@courriel.example;78670;Villennes-sur-Seine\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, encoding: str = "utf-8") -> Path:
        file = tmp_path / "familles.csv"
        file.write_bytes("".join(lines).encode(encoding))
        return file

    return write


def imported(ran: Any) -> list[tuple[int, str, str]]:
    return [(line["line"], line["status"], line["username"]) for line in ran.result["lines"]]


def test_each_adult_of_a_family_gets_an_account(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN, DURAND, NO_EMAIL), "--json")
    assert ran.code == 0
    assert imported(ran) == [
        (2, "invited", "sophie.martin"),
        (3, "invited", "paul.durand"),
        (4, "letter", "jean.petit"),
    ]
    assert ran.result["totals"] == {"invited": 2, "letter": 1, "unchanged": 0, "refused": 0}
    letter = ran.result["lines"][2]
    assert account("villennes-sur-seine", "jean.petit").check_password(letter["temporary_password"])
    with context.activate("villennes-sur-seine"):
        assert set(Message.objects.values_list("recipient", flat=True)) == {
            "sophie.martin@courriel.example",
            "paul.durand@courriel.example",
        }


def test_importing_again_changes_nothing(run: Run, sheet: Callable[..., Path]) -> None:
    file = sheet(HEADER, MARTIN, DURAND)
    run("import-accounts", "villennes-sur-seine", file)
    again = run("import-accounts", "villennes-sur-seine", file, "--json")
    assert imported(again) == [(2, "unchanged", "sophie.martin"), (3, "unchanged", "paul.durand")]
    with context.activate("villennes-sur-seine"):
        assert Message.objects.count() == 2


def test_a_bad_line_is_named_with_its_column_and_the_good_ones_are_imported(
    run: Run, sheet: Callable[..., Path]
) -> None:
    file = sheet(HEADER, MARTIN, BAD_DATE, "\n", DURAND)
    ran = run("import-accounts", "villennes-sur-seine", file, "--json")
    assert ran.code == 3
    assert imported(ran) == [(2, "invited", "sophie.martin"), (3, "refused", ""), (5, "invited", "paul.durand")]
    assert ran.errors == f"{file}, ligne 3 : Colonne « birth_date » : « 32/01/1980 » n’est pas une date (jj/mm/aaaa)."


def test_a_line_with_another_number_of_columns_is_named(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN, "F-9;M.;Roux\n"), "--json")
    assert ran.code == 3
    assert ran.result["lines"][1]["message"] == "Trouvé 3 colonnes ; attendu 8, comme l’en-tête."


def test_strict_imports_nothing_when_a_line_is_bad(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN, BAD_DATE), "--strict", "--json")
    assert (ran.code, ran.result["written"]) == (1, False)
    assert usernames("villennes-sur-seine") == []


def test_strict_imports_everything_when_all_is_good(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN), "--strict", "--json")
    assert (ran.code, ran.result["written"]) == (0, True)
    assert usernames("villennes-sur-seine") == ["sophie.martin"]


def test_a_dry_run_creates_nothing_and_writes_to_nobody(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN, NO_EMAIL), "--dry-run", "--json")
    assert (ran.code, ran.result["written"]) == (0, False)
    assert imported(ran) == [(2, "invited", "sophie.martin"), (3, "letter", "jean.petit")]
    assert [line["temporary_password"] for line in ran.result["lines"]] == ["", ""]
    assert usernames("villennes-sur-seine") == []
    with context.activate("villennes-sur-seine"):
        assert not Message.objects.exists()


def test_letters_give_everybody_a_password_to_print(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, MARTIN), "--letters", "--json")
    assert imported(ran) == [(2, "letter", "sophie.martin")]
    with context.activate("villennes-sur-seine"):
        assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("reference,nom,prenoms,pointure\n", "ligne 1, colonne 4 : trouvé « pointure » ; attendu reference, civility,"),
        ("reference,prenoms\n", "ligne 1 : colonne absente : usual_name."),
        ("reference,nom,nom,prenoms\n", "ligne 1 : la colonne usual_name y est 2 fois."),
        ("", "ligne 1 : colonne absente : reference, usual_name, first_names."),
    ],
)
def test_a_header_that_cannot_be_read_is_named(
    run: Run, sheet: Callable[..., Path], header: str, sentence: str
) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(header))
    assert ran.code == 1
    assert sentence in ran.errors


def test_a_spreadsheet_saved_with_a_byte_order_mark_and_commas_is_read(run: Run, sheet: Callable[..., Path]) -> None:
    file = sheet("reference,nom,prenoms\nF-1,Nguyen,Minh\n", encoding="utf-8-sig")
    assert imported(run("import-accounts", "villennes-sur-seine", file, "--json")) == [(2, "letter", "minh.nguyen")]


def test_another_encoding_is_refused(run: Run, sheet: Callable[..., Path]) -> None:
    ran = run("import-accounts", "villennes-sur-seine", sheet(HEADER, encoding="latin-1"))
    assert ran.code == 1
    assert ran.errors.endswith("trouvé un autre encodage ; attendu de l’UTF-8.")


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("import-accounts", "villennes-sur-seine", tmp_path / "absent.csv")
    assert ran.code == 1
    assert "absent.csv : fichier illisible" in ran.errors
