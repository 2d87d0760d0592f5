"""What import-linter cannot see, read in the source (see `tests/consistency/` for addresses, templates and names)."""

import re
from pathlib import Path

import pytest

from communes_config import available, load_commune

from .consistency import tree
from .consistency.source_rules import RULES, Rule

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
SAMPLE_PATHS = {
    "interfaces write no row": "apps/portal/sample.py",
    "operations name their arguments": "apps/x/operations.py",
}
DRAWERS = re.compile(r"^(utils?|helpers?|commons?|managers?|processors?|misc|tools)$")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|TBD|WIP)\b|[Ll]orem ipsum")


def _sample(rule: Rule, text: str) -> tree.Module:
    return tree.module(text, SAMPLE_PATHS.get(rule.name, "apps/sample/queries.py"))


@every_rule
def test_the_source_follows_the_rule(rule: Rule) -> None:
    offences = [
        f"{module.path}:{line}"
        for module in tree.modules()
        if not rule.allows(module.path)
        for line in rule.offences(module)
    ]
    assert offences == []


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.bad], ids=lambda part: getattr(part, "name", "")
)
def test_the_rule_sees_what_breaks_it(rule: Rule, text: str) -> None:
    sample = _sample(rule, text)
    assert not rule.allows(sample.path)
    assert list(rule.offences(sample)) != []


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.good], ids=lambda part: getattr(part, "name", "")
)
def test_the_rule_leaves_what_follows_it(rule: Rule, text: str) -> None:
    assert list(rule.offences(_sample(rule, text))) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("the clock is read at the edges", "apps/accounts/tasks.py"),
        ("the clock is read at the edges", "tenants/management/commune/create.py"),
        ("objects are reached through the storage seam", "apps/documents/storage.py"),
        ("somebody else's machine is called under gateways", "apps/messaging/gateways/smtp.py"),
        ("communes are entered by one door", "tenants/places.py"),
    ],
)
def test_a_rule_allows_the_one_place_that_exists(name: str, path: str) -> None:
    """An exception for a file that is gone would be a hole."""
    rule = next(rule for rule in RULES if rule.name == name)
    module = next(module for module in tree.modules() if str(module.path) == path)
    assert rule.allows(module.path)
    assert list(rule.offences(module)) != []


def test_no_module_is_a_drawer() -> None:
    assert [str(module.path) for module in tree.modules() if _is_drawer(module.path.as_posix())] == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("apps/accounts/utils.py", True),
        ("apps/common/models.py", True),
        ("core/helpers.py", True),
        ("apps/billing/processors/invoice.py", True),
        ("tenants/context_processors.py", False),
        ("apps/accounts/queries.py", False),
    ],
)
def test_a_drawer_is_known_by_its_name(path: str, is_one: bool) -> None:
    assert _is_drawer(path) is is_one


def _is_drawer(path: str) -> bool:
    return any(DRAWERS.match(part) for part in path.removesuffix(".py").split("/"))


def test_nothing_is_left_for_later() -> None:
    texts = [(module.path, module.text) for module in tree.modules()]
    texts += [(template.path, template.text) for template in tree.templates()]
    texts += [(path.relative_to(tree.ROOT), path.read_text()) for path in _written_for_people()]
    assert [str(path) for path, text in texts if UNFINISHED.search(text)] == []


@pytest.mark.parametrize("text", ["# TODO: later", "<p>FIXME</p>", "Lorem ipsum dolor", "XXX"])
def test_what_is_left_for_later_is_seen(text: str) -> None:
    assert UNFINISHED.search(text)


def _written_for_people() -> list[Path]:
    folders = [tree.ROOT / "docs", tree.ROOT / "communes_config" / "communes"]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".md", ".toml"}]
    return [*found, *tree.ROOT.glob("*.md")]


@pytest.mark.parametrize("slug", available())
def test_every_commune_folder_loads(slug: str) -> None:
    assert load_commune(tree.ROOT / "communes_config" / "communes" / slug).slug == slug


def test_no_template_asks_which_commune_it_is() -> None:
    assert [str(template.path) for template in tree.templates() if _asks_which_commune(template.text)] == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ('{% if commune.slug == "fresnes" %}', True),
        ("{% if 'Carbon-Blanc' == commune.name %}", True),
        ('{% if commune.slug in "fresnes villefranque" %}', True),
        ("{% if service.slug == wanted %}", False),
        ("<p>Fresnes</p>", False),
    ],
)
def test_a_template_that_asks_which_commune_it_is_is_seen(text: str, asks: bool) -> None:
    assert _asks_which_commune(text) is asks


def _asks_which_commune(text: str) -> bool:
    names = "|".join(re.escape(name) for name in [*available(), "Fresnes", "Villefranque", "Villennes", "Carbon-Blanc"])
    return re.search(rf"{{%\s*(el)?if[^%]*[\"'][^\"']*({names})", text) is not None
