"""The DDL script that makes a commune's schema: pg_dump's own, with fewer and larger statements.

PostgreSQL rebuilds what it knows of a table after each ALTER, so what pg_dump adds to a table afterwards (identity,
primary key, unique constraints, foreign keys) goes into its CREATE, and tables come after those they refer to. Only
where tables refer to each other in a circle do foreign keys wait for an ALTER. The fingerprint proves that the schema
is the same.
"""

import re
from collections.abc import Iterable, Mapping

PLACEHOLDER = "{schema}"

STATEMENT_END = re.compile(r";\n(?=(?:CREATE|ALTER|SELECT|COMMENT)\b)")
TABLE = re.compile(r"CREATE TABLE (\S+) \(\n(.*)\n\)$", re.DOTALL)
IDENTITY = re.compile(r"ALTER TABLE (\S+) ALTER COLUMN (\S+) ADD (GENERATED .* AS IDENTITY \(.*\))$", re.DOTALL)
KEY = re.compile(r"ALTER TABLE ONLY (\S+)\s+ADD (CONSTRAINT \S+ (?:PRIMARY KEY|UNIQUE) .*)$", re.DOTALL)
FOREIGN_KEY = re.compile(r"ALTER TABLE ONLY (\S+)\s+ADD (CONSTRAINT \S+ FOREIGN KEY .* REFERENCES ([^\s(]+)\(.*)$")


def portable(dump: str, schema: str) -> str:
    """Return the statements of a dump that build, for a schema whose name is still to be given."""
    kept = [line for line in dump.splitlines() if line and not line.startswith(("--", "\\", "SET ", "CREATE SCHEMA"))]
    script = "\n".join(line for line in kept if not line.startswith("SELECT pg_catalog.set_config("))
    return compact(re.sub(rf'"?\b{schema}\b"?\.', f"{PLACEHOLDER}.", script))


def compact(script: str) -> str:
    """Return a script that builds the same tables with fewer statements, in an order that still holds."""
    tables: dict[str, str] = {}
    additions: dict[str, list[str]] = {}
    foreign_keys: dict[str, dict[str, str]] = {}
    others: list[str] = []
    for statement in STATEMENT_END.split(script.rstrip().removesuffix(";")):
        if found := TABLE.match(statement):
            tables[found[1]] = found[2]
        elif found := IDENTITY.match(statement):
            tables[found[1]] = _with_identity(tables[found[1]], column=found[2], identity=found[3])
        elif found := KEY.match(statement):
            additions.setdefault(found[1], []).append(found[2])
        elif found := FOREIGN_KEY.match(statement):
            foreign_keys.setdefault(found[1], {})[found[2]] = found[3]
        else:
            others.append(statement)
    before = [other for other in others if other.startswith("CREATE FUNCTION")]
    after = [other for other in others if not other.startswith("CREATE FUNCTION")]
    created, tied = [], []
    known: set[str] = set()
    for table in _referred_to_first(tables, foreign_keys):
        known.add(table)
        keys = foreign_keys.get(table, {})
        inside = [key for key, other in keys.items() if other in known]
        created.append(_create(table, [tables[table], *additions.get(table, []), *inside]))
        tied += [f"ALTER TABLE ONLY {table}\n    ADD {key}" for key, other in keys.items() if other not in known]
    return ";\n".join([*before, *created, *after, *tied]) + ";\n"


def _referred_to_first(tables: Iterable[str], keys: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the tables, each after those it refers to unless they refer to it as well."""
    ordered: list[str] = []
    entered: set[str] = set()

    def enter(table: str) -> None:
        if table not in entered:
            entered.add(table)
            for other in keys.get(table, {}).values():
                enter(other)
            ordered.append(table)

    for table in tables:
        enter(table)
    return ordered


def _with_identity(columns: str, *, column: str, identity: str) -> str:
    declared = re.compile(rf"^(    {re.escape(column)} \S+)", re.MULTILINE)
    return declared.sub(lambda found: f"{found[1]} {identity}", columns, count=1)


def _create(table: str, parts: list[str]) -> str:
    body = ",\n    ".join(parts)
    return f"CREATE TABLE {table} (\n{body}\n)"
