"""Templates, e-mails and static files: each one is used, and each one that is named exists."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from django.contrib.staticfiles import finders

from .tree import ROOT, Module, Template, module, modules, templates

NAMED = re.compile(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
STATIC = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
SCRIPT_MODULE = re.compile(r"{%\s*module\s+[\"']([^\"']+)[\"']")
SCRIPT_IMPORT = re.compile(r"^\s*(?:import|export)\b[^\"']*[\"']\./([^\"']+)[\"']", re.MULTILINE)
SUFFIXES = (".html", ".txt", ".xml")
FORMS = {".subject.txt", ".txt", ".html"}


def _strings(found: Module) -> set[str]:
    constants = (node.value for node in ast.walk(found.syntax) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def _named_in_templates(texts: Iterable[Template]) -> set[str]:
    return {name for template in texts for name in NAMED.findall(template.text)}


def _named_in_code(sources: Iterable[Module]) -> set[str]:
    strings = set().union(*(_strings(source) for source in sources))
    return {text for text in strings if text.endswith(SUFFIXES) and "/" in text and not text.startswith("/")}


def _made_in_code(sources: Iterable[Module]) -> list[re.Pattern[str]]:
    """Patterns of the names that an f-string makes: `f"portal/platform/{name}.html"`."""
    made = []
    for source in sources:
        for node in ast.walk(source.syntax):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+" for part in node.values
                ]
                pattern = "".join(parts)
                if pattern.endswith(tuple(re.escape(suffix) for suffix in SUFFIXES)):
                    made.append(re.compile(pattern))
    return made


def _unused(texts: Iterable[Template], sources: Iterable[Module]) -> set[str]:
    """Templates, e-mails apart, that no template and no line of code names."""
    texts, sources = list(texts), list(sources)
    named = _named_in_templates(texts) | _named_in_code(sources)
    made = _made_in_code(sources)
    pages = {template.name for template in texts if not template.name.startswith("emails/")}
    return {name for name in pages - named if not any(pattern.fullmatch(name) for pattern in made)}


def _missing(texts: Iterable[Template], sources: Iterable[Module]) -> set[str]:
    known = {template.name for template in texts}
    named = _named_in_templates(texts) | {
        name for name in _named_in_code(sources) if name.split("/")[0] in _rooms(known)
    }
    return {name for name in named - known if not name.startswith("django/")}


def _rooms(names: set[str]) -> set[str]:
    return {name.split("/")[0] for name in names}


def test_every_template_is_used() -> None:
    assert _unused(templates(), modules()) == set()


def test_every_template_that_is_named_exists() -> None:
    assert _missing(templates(), modules()) == set()


def _template(name: str, text: str = "") -> Template:
    return Template(PurePosixPath("apps/portal/templates") / name, name, text)


@pytest.mark.parametrize(
    ("code", "unused"),
    [
        ('render(request, "portal/home.html")', set()),
        ('name = "home"\nrender(request, f"portal/{name}.html")', set()),
        ('render(request, f"portal/sub/{name}.html")', {"portal/home.html"}),
        ("", {"portal/home.html"}),
    ],
)
def test_a_template_that_nothing_names_is_seen(code: str, unused: set[str]) -> None:
    assert _unused([_template("portal/home.html")], [module(code)]) == unused


def test_a_template_that_is_named_and_missing_is_seen() -> None:
    page = _template("portal/home.html", '{% include "portal/gone.html" %}')
    assert _missing([page], [module('render(request, "portal/lost.html")')]) == {"portal/gone.html", "portal/lost.html"}


def _emails(texts: Iterable[Template]) -> dict[str, set[str]]:
    """Return the forms that each e-mail has, by `<app>/<name>`."""
    forms: dict[str, set[str]] = defaultdict(set)
    for template in texts:
        if template.name.startswith("emails/"):
            name, suffix = re.fullmatch(r"emails/([^.]+)(\..+)", template.name).groups()
            forms[name].add(suffix)
    return dict(forms)


def _sent(sources: Iterable[Module]) -> set[str]:
    """The e-mails that code sends: `send("activation", …)` in an app, or the whole name anywhere."""
    sent = set()
    for source in sources:
        app = source.path.parts[1] if source.path.parts[0] == "apps" else ""
        sent |= {text for text in _strings(source) if re.fullmatch(r"[a-z_]+/[a-z_]+", text)}
        for node in ast.walk(source.syntax):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"send", "_send", "_tell"}:
                    sent.add(f"{app}/{node.args[0].value}")
    return sent


def test_every_email_has_a_subject_a_text_and_a_page() -> None:
    assert {name: forms for name, forms in _emails(templates()).items() if forms != FORMS} == {}


def test_every_email_is_sent() -> None:
    assert set(_emails(templates())) - _sent(modules()) == set()


def test_an_email_that_lacks_a_form_or_a_sender_is_seen() -> None:
    texts = [_template("emails/accounts/welcome.txt"), _template("emails/accounts/welcome.html")]
    assert _emails(texts) == {"accounts/welcome": {".txt", ".html"}}
    assert _sent([module('notices.send("activation", to=user)', "apps/accounts/x.py")]) == {"accounts/activation"}
    assert _sent([module('send_email(template="families/key")', "apps/families/x.py")]) == {"families/key"}


def _static_named() -> set[str]:
    """The static files that pages name, and those that scripts import from their own folder."""
    named = {name for template in templates() for name in STATIC.findall(template.text)}
    named |= {f"design/js/{name}.js" for template in templates() for name in SCRIPT_MODULE.findall(template.text)}
    named |= {f"design/js/{name}.js" for source in modules() for name in _modules_named(source)}
    named |= {
        text for source in modules() for text in _strings(source) if re.fullmatch(r"[\w/.-]+\.(css|js|svg)", text)
    }
    for folder in _static_folders():
        for script in folder.rglob("*.js"):
            place = PurePosixPath(script.relative_to(folder)).parent
            named |= {str(place / name) for name in SCRIPT_IMPORT.findall(script.read_text())}
    return named


def _modules_named(found: Module) -> set[str]:
    """What a form asks of the script loader: `module_url("file")`."""
    calls = [node for node in ast.walk(found.syntax) if isinstance(node, ast.Call) and node.args]
    return {ast.literal_eval(call.args[0]) for call in calls if _calls(call, "module_url")}


def _calls(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == name and isinstance(call.args[0], ast.Constant)


def _static_folders() -> list[Path]:
    return sorted(ROOT.glob("apps/*/static"))


def test_every_static_file_that_is_named_exists() -> None:
    asked = {name for template in templates() for name in STATIC.findall(template.text)}
    assert len(asked) > 3
    assert {name for name in asked if finders.find(name) is None} == set()


def test_every_static_file_is_named() -> None:
    files = {path.relative_to(folder).as_posix() for folder in _static_folders() for path in folder.rglob("*.*")}
    assert files - _static_named() == set()


def test_every_script_module_that_is_named_exists() -> None:
    asked = {name for template in templates() for name in SCRIPT_MODULE.findall(template.text)}
    assert {name for name in asked if finders.find(f"design/js/{name}.js") is None} == set()


def test_a_static_file_that_is_missing_is_seen() -> None:
    assert STATIC.findall("<link href=\"{% static 'design/gone.css' %}\">") == ["design/gone.css"]
    assert finders.find("design/gone.css") is None
    assert SCRIPT_IMPORT.findall('import "./gone.js";\nimport { x } from "./lost.js";') == ["gone.js", "lost.js"]


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_no_straight_apostrophe_is_left_in_what_people_read(template: Template) -> None:
    assert _straight(template.text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>L'espace</p>", ["L'e"]),
        ("<p>L’espace</p>", []),
        ("{{ value|default:'l'eau' }}", []),
        ("{% trans 'd'accord' %}", []),
        ('<a title="L\'accueil">x</a>', ["L'a"]),
    ],
)
def test_a_straight_apostrophe_is_seen(text: str, found: list[str]) -> None:
    assert _straight(text) == found


def _straight(text: str) -> list[str]:
    shown = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    return re.findall(r"\b[A-Za-zÀ-ÿ]{1,5}'[A-Za-zÀ-ÿ]", shown)
