"""django-tenants' backend, made to switch schema and role together, once, and to fail closed."""

from functools import lru_cache
from typing import Any, Protocol

from django.db.utils import OperationalError
from django_tenants.postgresql_backend import base
from psycopg.pq import ExecStatus, TransactionStatus

from .cursor import Switch, SwitchingCursor
from .schema import SchemaEditor

PUBLIC_SCHEMA = "public"
PLATFORM_ROLE = "parvis_platform"
OWNER_ROLE = "none"  # PostgreSQL's word for "the role that signed in"

# Who waits for a lock gives up, and a transaction that everybody left is ended: neither holds a commune up for long.
PATIENCE = "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"


class Tenant(Protocol):
    @property
    def schema_name(self) -> str: ...

    @property
    def role_name(self) -> str: ...


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that belongs to one commune at a time, or to the platform, which reads no commune's table.

    The schema and the PostgreSQL role go with the first statement, only when the connection on the server differs.
    """

    SchemaEditorClass = SchemaEditor

    tenant: Tenant
    role_name: str
    search_path_set_schemas: tuple[str, str] | None

    def set_tenant(self, tenant: Tenant, include_public: bool = True) -> None:
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.role_name = getattr(tenant, "role_name", PLATFORM_ROLE)

    def get_connection_params(self) -> dict[str, Any]:
        given = super().get_connection_params()
        options = f"{PATIENCE} {given.get('options', '')}".strip()
        return {**given, "options": options, "cursor_factory": SwitchingCursor}

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = (self.schema_name, self.role_name)
        if self.search_path_set_schemas == wanted:
            return
        switch = Switch(self, wanted, _statements(*wanted))
        own = getattr(cursor, "cursor", None)  # under Django's wrapper; None when nobody gave a cursor
        if isinstance(own, SwitchingCursor):
            own.switch = switch  # made with its first statement
        else:
            self.make(switch)

    def make(self, switch: Switch) -> None:
        """Move the connection now, below psycopg's cursors: a third of the cost of a statement."""
        server = self.connection.pgconn
        if server.transaction_status == TransactionStatus.INERROR:
            return  # only a rollback can follow, and it needs no schema
        result = server.exec_(switch.statements)
        if result.status != ExecStatus.COMMAND_OK:
            self.search_path_set_schemas = None
            raise OperationalError(f"cannot stand in {switch.wanted}: {result.get_error_message()}")
        self.search_path_set_schemas = switch.wanted


@lru_cache(maxsize=4096)
def _statements(schema: str, role: str) -> bytes:
    # Communes share no table name with `public`, so naming it second gives the job queue and nothing else.
    path = PUBLIC_SCHEMA if schema == PUBLIC_SCHEMA else f'"{schema}", {PUBLIC_SCHEMA}'
    return f"SET search_path = {path}; SET ROLE {role}; ".encode()
