"""The life of a commune seen by its operator: born, suspended, archived, deleted. And what two operators do at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.documents.storage import default_storage
from tenants import context
from tenants.models import Commune, Domain, SpareSchema
from tenants.provisioning import communes, structure

from .conftest import Run, copy_commune

pytestmark = pytest.mark.django_db


def schemas() -> set[str]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'c\\_%%'")
        return {row[0] for row in cursor.fetchall()}


def roles() -> set[str]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'c\\_%%'")
        return {row[0] for row in cursor.fetchall()}


def slugs() -> list[str]:
    with context.operator():
        return list(Commune.objects.values_list("slug", flat=True))


def test_list_gives_each_commune_with_its_address_and_files(run: Run) -> None:
    ran = run("list", "--json")
    assert ran.result["communes"][1] == {
        "slug": "fresnes",
        "name": "Fresnes",
        "status": "active",
        "url": context.absolute_url(f"fresnes.{settings.BASE_DOMAIN}"),
        "files": "in_force",
    }


def test_list_reads_well(run: Run) -> None:
    lines = run("list").output.splitlines()
    assert lines[0].split() == ["Commune", "Nom", "État", "Adresse", "Fichiers"]
    assert lines[2].split()[:4] == ["fresnes", "Fresnes", "en", "service"]


def test_a_fifth_commune_is_a_folder_and_one_command(run: Run, fifth: Path) -> None:
    ran = run("create", "rungis", "--folder", fifth, "--json")
    assert (ran.code, ran.result["created"], ran.result["schema"]) == (0, True, "c_rungis")
    assert structure.fingerprint("c_rungis") == structure.fingerprint("c_fresnes")
    with context.activate("rungis") as rungis:
        assert (rungis.name, rungis.host) == ("Rungis", f"rungis.{settings.BASE_DOMAIN}")


def test_show_tells_the_figures_of_a_commune(run: Run) -> None:
    ran = run("show", "fresnes", "--json")
    assert (ran.result["slug"], ran.result["schema"], ran.result["files"]) == ("fresnes", "c_fresnes", "in_force")
    assert ran.result["structure_version"] == structure.version()
    assert ran.result["figures"].keys() == {
        "citizens",
        "to_approve",
        "agents",
        "households",
        "cases",
        "live_cases",
        "megabytes",
    }


def test_show_names_the_communes_there_are(run: Run) -> None:
    ran = run("show", "atlantis")
    assert ran.code == 1
    assert ran.errors == (
        "Aucune commune « atlantis » en base."
        " Communes présentes : carbon-blanc, fresnes, villefranque, villennes-sur-seine."
    )


def test_create_dry_run_creates_nothing(run: Run, fifth: Path) -> None:
    ran = run("create", "rungis", "--folder", fifth, "--dry-run", "--json")
    assert (ran.code, ran.result["created"]) == (0, False)
    assert "rungis" not in slugs()


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_create_twice_is_refused(run: Run, options: list[str]) -> None:
    ran = run("create", "fresnes", *options, "--json")
    assert (ran.code, ran.json["message"]) == (1, "La commune « fresnes » existe déjà.")
    assert ran.result == {"refusal": "commune_exists"}


def test_create_on_the_address_of_another_is_refused(run: Run, fifth: Path) -> None:
    domain = f"fresnes.{settings.BASE_DOMAIN}"
    ran = run("create", "rungis", "--folder", fifth, "--domain", domain)
    assert (ran.code, ran.errors) == (1, f"L’adresse « {domain} » sert déjà à la commune « fresnes ».")
    assert ("rungis" in slugs(), "c_rungis" in schemas()) == (False, False)


@pytest.mark.parametrize("domain", ["http://rungis.fr", "rungis.fr:8000", "rungis", "-rungis.fr", "rungis..fr"])
def test_what_is_no_domain_is_a_usage_error(run: Run, domain: str) -> None:
    ran = run("create", "rungis", f"--domain={domain}")
    assert ran.code == 2
    assert f"« {domain} » n’est pas un nom de domaine" in ran.errors


@pytest.fixture
def broken_publication() -> Iterator[None]:
    """The database refuses to publish a page: what a full disk does, at the last step of a creation."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION public.refuse_pages() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
                EXECUTE (
                    SELECT coalesce(string_agg(format(
                        'ALTER TABLE %s ADD CONSTRAINT disk_is_full CHECK (false) NOT VALID', objid::regclass
                    ), ';'), 'SELECT 1')
                    FROM pg_event_trigger_ddl_commands()
                    WHERE command_tag = 'CREATE TABLE' AND object_identity LIKE 'c\\_rungis.content_publishedpage'
                );
            END $$;
            CREATE EVENT TRIGGER refuse_pages ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
                EXECUTE FUNCTION public.refuse_pages();
            """
        )
    yield
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("DROP EVENT TRIGGER refuse_pages; DROP FUNCTION public.refuse_pages();")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broken_publication")
def test_a_creation_that_fails_half_way_leaves_nothing_behind(run: Run, fifth: Path) -> None:
    before = slugs(), schemas(), roles()
    ran = run("create", "rungis", "--folder", fifth)
    assert ran.code == 1
    assert "disk_is_full" in ran.errors
    assert (slugs(), schemas(), roles()) == before
    with context.operator():
        assert not Domain.objects.filter(domain__startswith="rungis.").exists()


@pytest.mark.django_db(transaction=True)
def test_a_failed_creation_gives_its_spare_back(run: Run, tmp_path: Path, fifth: Path) -> None:
    communes.add_spare(at=timezone.now())
    with context.operator():
        spare = SpareSchema.objects.get().schema_name
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{spare}".content_publishedpage ADD CONSTRAINT disk_is_full CHECK (false)')
    ran = run("create", "rungis", "--folder", fifth)
    assert ran.code == 1
    with context.operator():
        assert [kept.schema_name for kept in SpareSchema.objects.all()] == [spare]
    assert ("rungis" in slugs(), spare in schemas(), "c_rungis" in schemas()) == (False, True, False)


@pytest.mark.django_db(transaction=True)
def test_two_operators_create_the_same_commune_and_one_is_refused(run: Run, fifth: Path) -> None:
    start = Barrier(2)

    def create(_: int) -> int:
        try:
            start.wait(timeout=60)
            return run("create", "rungis", "--folder", fifth).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(create, range(2)))
    assert codes == [0, 1]
    assert slugs().count("rungis") == 1


@pytest.mark.django_db(transaction=True)
def test_two_operators_create_two_communes_at_once_one_of_them_from_the_only_spare(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "communes"
    for slug in ("rungis", "thiais"):
        copy_commune("fresnes", folder, slug, name=slug.title())
    communes.add_spare(at=timezone.now())
    start = Barrier(2)

    def create(slug: str) -> int:
        try:
            start.wait(timeout=60)
            return run("create", slug, "--folder", folder).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(create, ["rungis", "thiais"])) == [0, 0]
    with context.operator():
        assert SpareSchema.objects.count() == 0
    assert structure.fingerprint("c_rungis") == structure.fingerprint("c_thiais") == structure.fingerprint("c_fresnes")


def test_a_commune_from_a_spare_is_identical_to_a_cold_one_and_to_a_migrated_one(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "communes"
    for slug in ("rungis", "thiais"):
        copy_commune("fresnes", folder, slug, name=slug.title())
    assert run("create", "rungis", "--folder", folder).code == 0
    assert run("pool", "fill", 1).code == 0
    assert run("create", "thiais", "--folder", folder).code == 0
    assert run("pool", "show", "--json").result["ready"] == 0
    migrated = structure.fingerprint(structure.TEMPLATE_SCHEMA)
    assert (structure.fingerprint("c_rungis"), structure.fingerprint("c_thiais")) == (migrated, migrated)


def test_the_pool_is_filled_once(run: Run) -> None:
    first, second = run("pool", "fill", 2, "--json"), run("pool", "fill", 2, "--json")
    assert (first.result["ready"], second.result["ready"]) == (2, 2)
    assert first.result["stale"] == 0


@pytest.mark.django_db(transaction=True)
def test_the_pool_is_emptied_of_another_version(run: Run) -> None:
    run("pool", "fill", 1)
    with context.operator():
        SpareSchema.objects.update(version="0" * 64)
    assert run("pool", "show", "--json").result["stale"] == 1
    filled = run("pool", "fill", 1, "--json").result
    assert (filled["ready"], filled["stale"]) == (1, 0)


def test_pool_dry_run_makes_no_schema(run: Run) -> None:
    ran = run("pool", "fill", 2, "--dry-run", "--json")
    assert (ran.result["ready"], ran.result["wanted"]) == (0, 2)


def test_a_suspended_commune_comes_back(run: Run) -> None:
    suspended = run("suspend", "fresnes", "--json").result
    assert (suspended["was"], suspended["status"], suspended["changed"]) == ("active", "suspended", True)
    assert run("suspend", "fresnes", "--json").result["changed"] is False
    assert run("show", "fresnes", "--json").result["status"] == "suspended"
    assert run("resume", "fresnes", "--json").result["was"] == "suspended"
    assert run("show", "fresnes", "--json").result["status"] == "active"


def test_archive_dry_run_changes_nothing(run: Run) -> None:
    ran = run("archive", "fresnes", "--dry-run")
    assert ran.output == "Fresnes est archivée (simulation).\n"
    assert run("show", "fresnes", "--json").result["status"] == "active"


def test_a_suspended_commune_answers_503_and_an_archived_one_404(run: Run, client_of, fresnes: Commune) -> None:
    client = client_of(fresnes)
    run("suspend", "fresnes")
    assert client.get("/").status_code == 503
    run("archive", "fresnes")
    assert client.get("/").status_code == 404
    run("resume", "fresnes")
    assert client.get("/").status_code == 200


def test_delete_wants_the_name_typed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda: "fresne")
    ran = run("delete", "fresnes")
    assert ran.code == 1
    assert ran.errors.endswith("Fresnes n’a pas été supprimée : le nom recopié n’est pas « fresnes ».")
    assert "fresnes" in slugs()


def test_delete_takes_everything_of_one_commune_and_nothing_of_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = schemas() - {"c_fresnes"}
    monkeypatch.setattr("builtins.input", lambda: "fresnes")
    assert run("delete", "fresnes").code == 0
    assert slugs() == ["carbon-blanc", "villefranque", "villennes-sur-seine"]
    assert schemas() == others
    with context.operator():
        assert not Domain.objects.filter(domain__startswith="fresnes.").exists()


def test_delete_takes_the_stored_documents_of_one_commune(run: Run) -> None:
    keys = {}
    for slug in ("fresnes", "villefranque"):
        with context.activate(slug):
            keys[slug] = default_storage().new_key()
            default_storage().save(keys[slug], BytesIO(b"facture"))

    assert run("delete", "fresnes", "--yes").code == 0

    with context.activate("villefranque"):
        assert list(default_storage().keys()) == [keys["villefranque"]]
    assert not (settings.DOCUMENTS_FOLDER / keys["fresnes"]).exists()


def test_delete_dry_run_deletes_nothing(run: Run) -> None:
    assert run("delete", "fresnes", "--dry-run", "--json").result["deleted"] is False
    assert "fresnes" in slugs()


def test_a_deleted_commune_is_created_again(run: Run) -> None:
    assert run("delete", "fresnes", "--yes").code == 0
    assert run("create", "fresnes").code == 0
    assert run("doctor", "--json").result["healthy"] is True
