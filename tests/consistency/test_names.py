"""Names: migrations say what they do, constraints are sentences, the glossary knows every model."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from .tree import ROOT

OURS = [app for app in apps.get_app_configs() if app.name.startswith("apps.") or app.name == "tenants"]
MODELS = [model for app in OURS for model in app.get_models()]
BY_INTENT = re.compile(r"^\d{4}_(initial|[a-z]+(_[a-z]+)+)$")
BY_MACHINE = re.compile(r"_auto_|^\d{4}_(alter|remove|rename|delete)_\w+_\w+$|_and_more$|_unique_together$")
SENTENCE = re.compile(r"^[a-z]+(_[a-z]+){2,}$")
LABEL = re.compile(r"_(uniq|unique|check|chk|ck|uq|idx|constraint)$")


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("*/migrations/0*.py")) + sorted(ROOT.glob("apps/*/migrations/0*.py")),
    ids=lambda p: p.parts[-3],
)
def test_a_migration_is_named_by_intent(path: Path) -> None:
    assert _by_intent(path.stem)


@pytest.mark.parametrize(
    ("name", "by_intent"),
    [
        ("0001_initial", True),
        ("0002_let_agents_leave_notes", True),
        ("0002_auto_20260316_0900", False),
        ("0002_alter_user_email", False),
        ("0003_remove_case_title_and_more", False),
        ("0004_user", False),
    ],
)
def test_a_migration_named_by_a_machine_is_seen(name: str, by_intent: bool) -> None:
    assert _by_intent(name) is by_intent


def _by_intent(name: str) -> bool:
    return BY_INTENT.match(name) is not None and BY_MACHINE.search(name) is None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_constraint_is_named_as_a_sentence(model: type[models.Model]) -> None:
    assert [rule.name for rule in model._meta.constraints if not _is_sentence(rule.name)] == []


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("booking_one_live_per_child_and_slot", True),
        ("user_has_a_username", True),
        ("user_email_uniq", False),
        ("user_email", False),
        ("accounts_user_email_check", False),
        ("accounts_user_email_3f2a_uniq", False),
    ],
)
def test_a_constraint_named_as_a_label_is_seen(name: str, is_one: bool) -> None:
    assert _is_sentence(name) is is_one


def _is_sentence(name: str) -> bool:
    return SENTENCE.match(name) is not None and LABEL.search(name) is None


def test_no_model_uses_a_pair_of_fields_without_a_name() -> None:
    assert [model._meta.label for model in MODELS if model._meta.unique_together] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_glossary_has_a_line_for_a_model(model: type[models.Model]) -> None:
    known = _glossary((ROOT / "GLOSSARY.md").read_text())
    assert known & {_words(model.__name__), f"{model._meta.app_label} {_words(model.__name__)}"} != set()


def _words(name: str) -> str:
    """Return `service key` of `ServiceKey`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _glossary(text: str) -> set[str]:
    """Return the terms of the first column, in lower case: each cell may hold several, with a precision after."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {
        re.sub(r"\(.*?\)|`", "", term).replace("-", " ").strip().lower() for cell in cells for term in cell.split(",")
    }


def test_a_model_that_the_glossary_forgot_is_seen() -> None:
    known = _glossary("| term | fr |\n|---|---|\n| user, account | compte |\n| service (town-hall service) | service |")
    assert {"user", "account", "service"} <= known
    assert _words("ServiceKey") not in known
