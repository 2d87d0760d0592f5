"""`doctor` and `upgrade`: each kind of damage is named, and repaired where it can be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from tenants import context
from tenants.models import Commune, Deployment
from tenants.provisioning import structure

from .conftest import Run

pytestmark = pytest.mark.django_db


def execute(sql: str, *parameters: object) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)


def findings(run: Run, check: str) -> list[dict[str, Any]]:
    ran = run("doctor", "--json")
    report = next(report for report in ran.result["checks"] if report["check"] == check)
    broken = [other["check"] for other in ran.result["checks"] if other["blocking"] and not other["ok"]]
    assert (ran.code, ran.result["healthy"]) == ((1, False) if broken else (0, True))
    return report["findings"]


def test_a_fresh_platform_is_healthy(run: Run) -> None:
    ran = run("doctor", "--json")
    assert ran.code == 0
    assert [(report["check"], report["findings"]) for report in ran.result["checks"]] == [
        ("migrations", []),
        ("structure", []),
        ("content_types", []),
        ("overlap", []),
        ("roles", []),
        ("queue", []),
        ("configuration", []),
        ("franceconnect", []),
        ("quotients", []),
        ("sms", []),
        ("drift", []),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE c_fresnes.accounts_user ADD COLUMN extra text",
        "ALTER TABLE c_fresnes.accounts_user DROP CONSTRAINT user_one_per_username",
        "ALTER TABLE c_fresnes.accounts_user RENAME CONSTRAINT user_one_per_username TO user_username",
        "DROP INDEX c_fresnes.user_by_email",
        "ALTER TABLE c_fresnes.accounts_user ALTER COLUMN username DROP NOT NULL",
        "ALTER TABLE c_fresnes.accounts_user ALTER COLUMN username SET DEFAULT 'x'",
    ],
)
def test_a_structure_that_differs_is_named(run: Run, damage: str) -> None:
    execute(damage)
    assert [finding["where"] for finding in findings(run, "structure")] == ["c_fresnes"]


def test_franceconnect_without_a_client_is_said_and_keeps_nobody_from_serving(run: Run) -> None:
    with override_settings(FRANCECONNECT_CLIENTS={}):
        assert findings(run, "franceconnect") == [
            {
                "where": "carbon-blanc",
                "message": "FranceConnect est proposé sans client : "
                "FRANCECONNECT_CLIENT_ID_CARBON_BLANC et FRANCECONNECT_CLIENT_SECRET_CARBON_BLANC manquent",
            }
        ]


def test_quotients_asked_without_a_token_are_said_and_keep_nobody_from_serving(run: Run) -> None:
    with override_settings(API_PARTICULIER_TOKENS={}):
        assert findings(run, "quotients") == [
            {
                "where": "carbon-blanc",
                "message": "le quotient familial se demande par l’état civil sans jeton : "
                "API_PARTICULIER_TOKEN_CARBON_BLANC manque",
            }
        ]


def test_content_types_numbered_otherwise_are_named(run: Run) -> None:
    for old, new in (("newsitem", "between"), ("publishedcgu", "newsitem"), ("between", "publishedcgu")):
        execute("UPDATE c_fresnes.django_content_type SET model = %s WHERE model = %s", new, old)
    assert findings(run, "content_types") == [
        {"where": "c_fresnes", "message": "identifiants différents du modèle : content.newsitem, content.publishedcgu"}
    ]


def test_a_role_that_may_read_another_commune_is_named_by_the_catalogue_and_by_trying(run: Run) -> None:
    with context.operator():
        role = Commune.objects.get(slug="fresnes").role_name
    execute(f'GRANT USAGE ON SCHEMA c_villefranque TO "{role}"')
    assert findings(run, "roles") == [{"where": "fresnes", "message": "son rôle a des droits sur villefranque"}]
    execute(f'GRANT SELECT ON c_villefranque.django_content_type TO "{role}"')
    assert findings(run, "roles") == [
        {"where": "fresnes", "message": "son rôle a des droits sur villefranque"},
        {"where": "fresnes", "message": 'a pu lire "c_villefranque".django_content_type'},
    ]


def test_a_commune_that_may_read_the_list_of_communes_is_named(run: Run) -> None:
    with context.operator():
        role = Commune.objects.get(slug="fresnes").role_name
    execute(f'GRANT SELECT ON public.tenants_commune TO "{role}"')
    assert findings(run, "roles") == [{"where": "fresnes", "message": "a pu lire public.tenants_commune"}]


def test_a_role_that_could_sign_in_is_named(run: Run) -> None:
    with context.operator():
        role = Commune.objects.get(slug="fresnes").role_name
    execute(f'ALTER ROLE "{role}" LOGIN')
    assert findings(run, "roles") == [{"where": "fresnes", "message": f"le rôle {role} a le droit LOGIN"}]


def test_a_commune_without_its_role_is_named(run: Run) -> None:
    execute("UPDATE tenants_commune SET role_name = 'c_nobody' WHERE slug = 'fresnes'")
    assert findings(run, "roles") == [{"where": "fresnes", "message": "le rôle c_nobody n’existe pas"}]


def test_a_version_without_its_template_wants_an_upgrade(run: Run) -> None:
    execute("DELETE FROM tenants_template")
    assert findings(run, "structure") == [
        {"where": structure.TEMPLATE_SCHEMA, "message": "aucun modèle pour cette version : commune upgrade"}
    ]


def test_files_that_are_missing_or_refused_are_a_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fresnes").mkdir()
    (tmp_path / "fresnes" / "commune.toml").write_text("name = 3\n")
    ran = run("doctor", "--folder", tmp_path, "--json")
    drift = next(report for report in ran.result["checks"] if report["check"] == "drift")
    assert ran.code == 0
    assert {finding["where"]: finding["message"] for finding in drift["findings"]} == {
        "carbon-blanc": "aucun dossier de configuration : commune export-config",
        "fresnes": "ses fichiers sont refusés : commune check",
        "villefranque": "aucun dossier de configuration : commune export-config",
        "villennes-sur-seine": "aucun dossier de configuration : commune export-config",
    }
    listed = {row["slug"]: row["files"] for row in run("list", "--folder", tmp_path, "--json").result["communes"]}
    assert (listed["fresnes"], listed["villefranque"]) == ("invalid", "missing")


def test_a_table_that_exists_in_public_too_is_named(run: Run) -> None:
    execute("CREATE TABLE public.accounts_user (id int)")
    assert [finding["where"] for finding in findings(run, "overlap")] == ["public.accounts_user"]


def test_a_pending_migration_and_an_unknown_one_are_named(run: Run) -> None:
    execute("UPDATE c_fresnes.django_migrations SET name = '9999_future' WHERE app = 'content' AND name LIKE '0001%%'")
    assert [(finding["where"], finding["message"]) for finding in findings(run, "migrations")] == [
        ("c_fresnes", "migration en attente : content 0001_initial"),
        ("c_fresnes", "migration inconnue de ce code : content 9999_future"),
    ]


def test_failed_stalled_and_late_jobs_are_counted(run: Run) -> None:
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES"
        " ('mail', 'send', 'failed', NULL), ('mail', 'send', 'doing', NULL),"
        " ('mail', 'send', 'todo', now() - interval '16 minutes'),"
        " ('mail', 'send', 'todo', now() - interval '14 minutes')"
    )
    assert [finding["message"] for finding in findings(run, "queue")] == [
        "1 tâche(s) en échec définitif",
        "1 tâche(s) abandonnée(s) par un worker arrêté",
        "1 tâche(s) en attente depuis plus d’un quart d’heure",
    ]


def test_files_that_differ_are_a_warning_not_an_illness(run: Run) -> None:
    with context.operator():
        fresnes = Commune.objects.get(slug="fresnes")
        changed = replace(fresnes.config, name="Fresnes-lès-Rungis")
        Commune.objects.filter(pk=fresnes.pk).update(configuration=changed.to_text(), config_digest=changed.digest)
    assert findings(run, "drift") == [
        {"where": "fresnes", "message": "les fichiers diffèrent de la base : commune plan"}
    ]


def test_a_configuration_altered_in_the_database_is_named(run: Run) -> None:
    with context.operator():
        Commune.objects.filter(slug="fresnes").update(config_digest="0" * 64)
    assert [finding["where"] for finding in findings(run, "configuration")] == ["fresnes"]


def test_an_up_to_date_platform_has_nothing_to_upgrade(run: Run) -> None:
    ran = run("upgrade", "--json")
    assert ran.code == 0
    assert [(step["schema"], step["status"]) for step in ran.result["steps"]] == [
        ("public", "upgraded"),
        (structure.TEMPLATE_SCHEMA, "upgraded"),
        ("c_carbon_blanc", "already"),
        ("c_fresnes", "already"),
        ("c_villefranque", "already"),
        ("c_villennes_sur_seine", "already"),
    ]


def take_back(schema: str) -> None:
    """Bring a commune back to before the last migrations of `auth`, as an older version of the code left it."""
    with context.operator(schema):
        call_command(Migrate(), "auth", "0009_alter_user_last_name_max_length", verbosity=0, skip_checks=True)
    with context.operator():
        Deployment.objects.filter(schema_name=schema).delete()


@pytest.mark.django_db(transaction=True)
def test_upgrade_dry_run_names_what_is_behind_and_changes_nothing(run: Run) -> None:
    take_back("c_fresnes")
    for _ in range(2):
        ran = run("upgrade", "--dry-run", "--json")
        assert ran.code == 0
        assert [step["schema"] for step in ran.result["steps"] if step["status"] == "pending"] == ["c_fresnes"]


@pytest.mark.django_db(transaction=True)
def test_one_commune_that_fails_does_not_stop_the_others_and_a_second_run_resumes(run: Run) -> None:
    for schema in ("c_fresnes", "c_villefranque"):
        take_back(schema)
    execute("ALTER TABLE c_fresnes.auth_group RENAME TO auth_misplaced")

    first = run("upgrade", "--json")
    assert first.code == 3
    statuses = {step["schema"]: step["status"] for step in first.result["steps"]}
    assert (statuses["c_fresnes"], statuses["c_villefranque"]) == ("failed", "upgraded")
    assert "c_fresnes" in first.errors

    execute("ALTER TABLE c_fresnes.auth_misplaced RENAME TO auth_group")
    second = run("upgrade", "--json")
    assert second.code == 0
    assert {step["schema"]: step["status"] for step in second.result["steps"]} == statuses | {
        "c_fresnes": "upgraded",
        "c_villefranque": "already",
    }
    assert run("doctor", "--json").result["healthy"] is True


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_gives_up_on_a_locked_commune_rather_than_block_its_visitors(run: Run) -> None:
    take_back("c_fresnes")
    visitor = connection.copy()
    try:
        with visitor.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL ROLE NONE")
            cursor.execute("LOCK TABLE c_fresnes.auth_group IN ACCESS SHARE MODE")
        ran = run("upgrade", "--json")
    finally:
        visitor.close()
    assert ran.code == 3
    failed = [step for step in ran.result["steps"] if step["status"] == "failed"]
    assert [step["schema"] for step in failed] == ["c_fresnes"]
    assert "lock timeout" in failed[0]["error"]
    assert run("upgrade").code == 0


def test_two_upgrades_do_not_run_together(run: Run) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7203116)")
        ran = run("upgrade", "--json")
    finally:
        other.close()
    assert (ran.code, ran.result) == (1, {"refusal": "another_upgrade_runs"})


def test_a_new_version_is_recorded_once_per_schema(run: Run) -> None:
    run("upgrade")
    with context.operator():
        assert Deployment.objects.filter(schema_name="c_fresnes", version=structure.version()).count() == 1
        assert Deployment.objects.get(schema_name="c_fresnes").applied_at < timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_template_rebuilt_for_a_new_version_numbers_content_types_as_the_communes_do(run: Run) -> None:
    execute("UPDATE tenants_template SET version = 'former'")
    with context.operator():
        schemas = [structure.TEMPLATE_SCHEMA, *Commune.objects.values_list("schema_name", flat=True)]
    for schema in schemas:
        execute(f"DELETE FROM {schema}.auth_permission")
        execute(f"UPDATE {schema}.django_content_type SET id = id + 1000 WHERE app_label = 'content'")
    assert run("upgrade").code == 0
    assert findings(run, "content_types") == []


@pytest.mark.django_db(transaction=True)
def test_a_model_that_is_new_gets_the_same_number_in_every_commune(run: Run) -> None:
    execute("UPDATE tenants_template SET version = 'former'")
    execute("DELETE FROM tenants_deployment")
    with context.operator():
        schemas = [structure.TEMPLATE_SCHEMA, *Commune.objects.values_list("schema_name", flat=True)]
    for schema in schemas:
        execute(f"DELETE FROM {schema}.auth_permission")
        execute(f"DELETE FROM {schema}.django_content_type WHERE app_label = 'content' AND model = 'newsitem'")
    assert run("upgrade").code == 0
    assert findings(run, "content_types") == []
