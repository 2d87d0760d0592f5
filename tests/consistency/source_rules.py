"""What import-linter cannot see: each rule finds the lines that break it, and carries samples that prove it does."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from communes_config import available, load_commune

from .tree import ROOT, Module, is_interface, module

type Lines = Iterator[int]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`offences` gives the lines of a module that break the rule; `allows` the places it does not rule."""

    name: str
    offences: Callable[[Module], Lines]
    allows: Callable[[PurePosixPath], bool]
    bad: tuple[str, ...]
    good: tuple[str, ...]


def _within(*folders: str) -> Callable[[PurePosixPath], bool]:
    """Allow these files and whatever lies in these folders."""
    return lambda path: any(path.is_relative_to(folder) for folder in folders)


def _nowhere(_path: PurePosixPath) -> bool:
    return False


def _dotted(node: ast.AST) -> str:
    """Return `a.b.c` of a name or an attribute, and nothing of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _imported(found: Module) -> Iterator[tuple[str, int]]:
    """Every name that a module imports, with its line: `from a import b` is `a.b`."""
    for node in ast.walk(found.syntax):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module or ''}.{alias.name}", node.lineno) for alias in node.names)


def _imports(*packages: str) -> Callable[[Module], Lines]:
    def offences(found: Module) -> Lines:
        for name, line in _imported(found):
            if any(name == package or name.startswith(f"{package}.") for package in packages):
                yield line

    return offences


CLOCKS = re.compile(r"(^|\.)(datetime|date|timezone)\.(now|today|utcnow)$|^time\.(time|time_ns|localtime|gmtime)$")


def _clock_readings(found: Module) -> Lines:
    for node in ast.walk(found.syntax):
        if isinstance(node, ast.Attribute) and CLOCKS.search(_dotted(node)):
            yield node.lineno
    yield from (line for name, line in _imported(found) if name in {"django.utils.timezone.now", "time.time"})


def _reads_the_clock(path: PurePosixPath) -> bool:
    edges = _within("tenants/management", "deploy")
    return is_interface(path) or path.name == "tasks.py" or edges(path)


SWITCHES = {"set_tenant", "set_schema", "set_schema_to_public"}
PLACES = {"commune", "tenant", "fresnes", "self.commune", "request.commune", "self.tenant", "request.tenant"}
IN_SQL = re.compile(r"\bSET\s+(LOCAL\s+|SESSION\s+)?(ROLE|search_path)\b", re.IGNORECASE)


def _switches_of_commune(found: Module) -> Lines:
    yield from _imports("django_tenants.utils.schema_context", "django_tenants.utils.tenant_context")(found)
    for node in ast.walk(found.syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SWITCHES:
            yield node.lineno
        elif isinstance(node, ast.With):
            yield from (item.context_expr.lineno for item in node.items if _dotted(item.context_expr) in PLACES)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield node.lineno


ALWAYS_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES_ROWS = {"create", "update", "delete"}
ROWS = {"objects", "filter", "exclude", "all", "order_by", "select_for_update", "_base_manager", "_default_manager"}
NOT_ROWS = re.compile(r"(^|\.)(session|form|cookies|headers|storage|operations)$|\boperations\.")


def _writes(found: Module) -> Lines:
    """Writes through the ORM: `save()` on anything but a session, and the verbs that end a queryset."""
    for node in ast.walk(found.syntax):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, receiver = node.func.attr, node.func.value
        on_rows = _comes_from_rows(receiver)
        on_one_row = verb == "save" or (verb == "delete" and not node.args) or verb in ALWAYS_WRITES
        if (on_rows and verb in WRITES_ROWS) or (on_one_row and not NOT_ROWS.search(_dotted(receiver))):
            yield node.lineno


def _comes_from_rows(node: ast.AST) -> bool:
    """Whether a chain of calls passes by a manager or a queryset: `User.objects`, `owner.documents.filter(…)`."""
    names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return bool(names & ROWS)


@cache
def _names_of_communes() -> frozenset[str]:
    folders = {slug: load_commune(ROOT / "communes_config/communes" / slug) for slug in available()}
    return frozenset(folders) | {config.name for config in folders.values()}


def _tests_on_a_commune(found: Module) -> Lines:
    names = _names_of_communes()
    for node in ast.walk(found.syntax):
        compared: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            compared = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            compared = list(node.args)
        constants = [part for value in compared for part in ast.walk(value) if isinstance(part, ast.Constant)]
        yield from (part.lineno for part in constants if part.value in names)


SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<codes>[^#]*)(?P<more>#.*)?")
REASON = re.compile(r"[a-zà-ÿ]{2,}.*\s.*[a-zà-ÿ]{2,}", re.IGNORECASE)


def _silenced_without_reason(found: Module) -> Lines:
    for number, line in enumerate(found.text.splitlines(), start=1):
        silenced = SILENCED.search(line)
        if silenced is None:
            continue
        said = re.sub(r"^:?\s*([A-Z]+[0-9]+[,\s]*)+|\[[a-z, -]*\]", "", silenced["codes"]) + (silenced["more"] or "")
        if not REASON.search(said):
            yield number


def _unnamed_arguments(found: Module) -> Lines:
    """Operations: public functions that are atomic or take the clock, and can be called without naming it all."""
    offered = _offered(found.path)
    for node in found.syntax.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not offered(node.name):
            continue
        atomic = any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
        dated = any(argument.arg == "at" for argument in node.args.args + node.args.kwonlyargs)
        if (atomic or dated) and (node.args.args or node.args.posonlyargs):
            yield node.lineno


def _offered(path: PurePosixPath) -> Callable[[str], bool]:
    """Tell which functions other packages call: those that the package of operations imports, or all of a module."""
    package = ROOT / path.parent / "__init__.py"
    if path.parent.name != "operations":
        return lambda _name: True
    names = {name.rpartition(".")[2] for name, _line in _imported(module(package.read_text()))}
    return names.__contains__


def _swallowed(found: Module) -> Lines:
    for node in ast.walk(found.syntax):
        if isinstance(node, ast.ExceptHandler):
            wide = node.type is None or _dotted(node.type) in {"Exception", "BaseException"}
            if wide and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body):
                yield node.lineno


RULES = (
    Rule(
        name="the clock is read at the edges",
        offences=_clock_readings,
        allows=_reads_the_clock,
        bad=(
            "from django.utils import timezone\nat = timezone.now()",
            "import datetime\nat = datetime.datetime.now()",
            "from datetime import date\nday = date.today()",
            "from django.utils import timezone\nf = models.DateField(default=timezone.now)",
            "from django.utils.timezone import now",
            "import time\nat = time.time()",
        ),
        good=(
            "def due(*, at): return at.date()",
            "from django.db.models.functions import Now\nfresh = Now()",
            "import time\nuntil = time.monotonic()",
        ),
    ),
    Rule(
        name="objects are reached through the storage seam",
        offences=_imports("boto3", "botocore", "storages"),
        allows=_within("apps/documents/storage.py", "apps/documents/storage"),
        bad=("import boto3", "from botocore.config import Config", "def f():\n    from storages.backends import s3"),
        good=("from apps.documents.storage import default_storage",),
    ),
    Rule(
        name="somebody else's machine is called under gateways",
        offences=_imports(
            "urllib.request", "http.client", "httpx", "requests", "aiohttp", "urllib3", "smtplib", "ftplib", "telnetlib"
        ),
        allows=lambda path: "gateways" in path.parts,
        bad=("import urllib.request", "from urllib.request import urlopen", "import http.client", "import smtplib"),
        good=("from urllib.parse import urlsplit", "from http import HTTPStatus"),
    ),
    Rule(
        name="communes are entered by one door",
        offences=_switches_of_commune,
        allows=_within("tenants/context.py", "tenants/places.py", "tenants/backend", "tenants/roles.py"),
        bad=(
            "connection.set_tenant(commune)",
            "connection.set_schema('c_fresnes')",
            "from django_tenants.utils import schema_context",
            "with commune:\n    pass",
            "with request.commune:\n    pass",
            "cursor.execute('SET search_path = c_fresnes')",
            "cursor.execute(f'SET ROLE {role}')",
        ),
        good=("with context.activate(commune):\n    pass", "with open(path) as file:\n    pass"),
    ),
    Rule(
        name="interfaces write no row",
        offences=_writes,
        allows=lambda path: not is_interface(path),
        bad=(
            "user.save()",
            "user.save(update_fields=['email'])",
            "user.delete()",
            "User.objects.create(username='x')",
            "User.objects.filter(pk=1).update(email='')",
            "owner.documents.all().delete()",
            "queries.cases_of(user).order_by('pk').update(status='x')",
            "Person.objects.get_or_create(pk=1)",
        ),
        good=(
            "request.session.update(kept)",
            "request.session.save()",
            "kwargs.setdefault('initial', {}).update(version=1)",
            "response.delete_cookie('x')",
            "operations.create(household=household)",
            "reference = digest.update(b'')",
        ),
    ),
    Rule(
        name="no commune has code of its own",
        offences=_tests_on_a_commune,
        allows=_within("communes_config/communes"),
        bad=(
            "if commune.slug == 'fresnes':\n    pass",
            "if 'villefranque' != slug:\n    pass",
            "if slug in ('carbon-blanc', 'fresnes'):\n    pass",
            "match slug:\n    case 'fresnes':\n        pass",
            "if commune.name == 'Fresnes':\n    pass",
            "if slug.startswith('fresnes'):\n    pass",
        ),
        good=("if commune.slug == other.slug:\n    pass", "city = 'Fresnes'"),
    ),
    Rule(
        name="what is silenced says why",
        offences=_silenced_without_reason,
        allows=_nowhere,
        bad=("import x  # noqa", "import x  # noqa: F401", "x = 1  # type: ignore", "x = 1  # type: ignore[misc]"),
        good=(
            "import x  # noqa: F401 - the registry reads it",
            "x = y  # type: ignore[misc]  # a manager is made at run time",
            "import x  # noqa: F401, E402 (imported for its effect)",
        ),
    ),
    Rule(
        name="operations name their arguments",
        offences=_unnamed_arguments,
        allows=lambda path: path.stem != "operations" and path.parent.name != "operations",
        bad=(
            "@transaction.atomic\ndef accept(case):\n    pass",
            "def accept(case, *, at):\n    pass",
            "@transaction.atomic(durable=True)\ndef accept(case, /):\n    pass",
        ),
        good=(
            "@transaction.atomic\ndef accept(*, case, at):\n    pass",
            "@transaction.atomic\ndef _insert(case, at):\n    pass",
            "def label(name):\n    pass",
        ),
    ),
    Rule(
        name="no error is swallowed",
        offences=_swallowed,
        allows=_nowhere,
        bad=(
            "try:\n    f()\nexcept Exception:\n    pass",
            "for x in y:\n    try:\n        f()\n    except:\n        continue",
        ),
        good=(
            "try:\n    f()\nexcept KeyError:\n    pass",
            "try:\n    f()\nexcept Exception:\n    logger.exception('x')",
        ),
    ),
)
