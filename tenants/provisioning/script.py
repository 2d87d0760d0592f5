"""The DDL script that makes a commune's schema: pg_dump's own, with fewer and larger statements.

PostgreSQL rebuilds what it knows of a table after each ALTER, so what pg_dump adds to a table afterwards (identity,
primary key, unique constraints) goes into its CREATE, and the foreign keys of a table go into one ALTER. The
fingerprint proves that the schema is the same.
"""

import re

PLACEHOLDER = "{schema}"

STATEMENT_END = re.compile(r";\n(?=(?:CREATE|ALTER|SELECT|COMMENT)\b)")
TABLE = re.compile(r"CREATE TABLE (\S+) \(\n(.*)\n\)$", re.DOTALL)
IDENTITY = re.compile(r"ALTER TABLE (\S+) ALTER COLUMN (\S+) ADD (GENERATED .* AS IDENTITY \(.*\))$", re.DOTALL)
KEY = re.compile(r"ALTER TABLE ONLY (\S+)\s+ADD (CONSTRAINT \S+ (?:PRIMARY KEY|UNIQUE) .*)$", re.DOTALL)
FOREIGN_KEY = re.compile(r"ALTER TABLE ONLY (\S+)\s+(ADD CONSTRAINT \S+ FOREIGN KEY .*)$", re.DOTALL)


def portable(dump: str, schema: str) -> str:
    """Return the statements of a dump that build, for a schema whose name is still to be given."""
    kept = [line for line in dump.splitlines() if line and not line.startswith(("--", "\\", "SET ", "CREATE SCHEMA"))]
    script = "\n".join(line for line in kept if not line.startswith("SELECT pg_catalog.set_config("))
    return compact(re.sub(rf'"?\b{schema}\b"?\.', f"{PLACEHOLDER}.", script))


def compact(script: str) -> str:
    """Return a script that builds the same tables with fewer statements, in an order that still holds."""
    tables: dict[str, str] = {}
    additions: dict[str, list[str]] = {}
    foreign_keys: dict[str, list[str]] = {}
    others: list[str] = []
    for statement in STATEMENT_END.split(script.rstrip().removesuffix(";")):
        if found := TABLE.match(statement):
            tables[found[1]] = found[2]
        elif found := IDENTITY.match(statement):
            tables[found[1]] = _with_identity(tables[found[1]], column=found[2], identity=found[3])
        elif found := KEY.match(statement):
            additions.setdefault(found[1], []).append(found[2])
        elif found := FOREIGN_KEY.match(statement):
            foreign_keys.setdefault(found[1], []).append(found[2])
        else:
            others.append(statement)
    before = [other for other in others if other.startswith("CREATE FUNCTION")]
    after = [other for other in others if not other.startswith("CREATE FUNCTION")]
    created = [_create(table, [columns, *additions.get(table, [])]) for table, columns in tables.items()]
    tied = [f"ALTER TABLE ONLY {table}\n    " + ",\n    ".join(keys) for table, keys in foreign_keys.items()]
    return ";\n".join([*before, *created, *after, *tied]) + ";\n"


def _with_identity(columns: str, *, column: str, identity: str) -> str:
    declared = re.compile(rf"^(    {re.escape(column)} \S+)", re.MULTILINE)
    return declared.sub(lambda found: f"{found[1]} {identity}", columns, count=1)


def _create(table: str, parts: list[str]) -> str:
    body = ",\n    ".join(parts)
    return f"CREATE TABLE {table} (\n{body}\n)"
