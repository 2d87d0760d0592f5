import os
import subprocess
import sys

import pytest

GIVEN = {
    "DJANGO_SETTINGS_MODULE": "deploy.settings.production",
    "SECRET_KEY": "a-key-of-fifty-characters-that-nobody-else-may-ever-know-1f9",
    "ENCRYPTION_SECRETS": "one-secret-of-thirty-two-characters",
    "BASE_DOMAIN": "parvis.example",
    "DATABASE_URL": "postgres://parvis@127.0.0.1:1/parvis",
    "EMAIL_URL": "smtps://parvis:secret@courriel.example",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@parvis.example",
    "PLATFORM_PUBLISHER": "Syndicat d’exemple",
    "PLATFORM_ADDRESS": "1 rue d’Exemple, 94000 Créteil",
    "PLATFORM_DIRECTOR": "Camille Exemple",
    "PLATFORM_EMAIL": "contact@parvis.example",
    "PLATFORM_HOST": "Hébergeur d’exemple",
}


def check(environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_a_platform_with_everything_it_must_be_told_starts():
    done = check(GIVEN)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "BASE_DOMAIN", "DATABASE_URL", "EMAIL_URL", "PLATFORM_PUBLISHER"])
def test_what_has_no_safe_default_is_asked_for_by_name(missing):
    done = check({name: value for name, value in GIVEN.items() if name != missing})

    assert done.returncode != 0
    assert missing in done.stderr
