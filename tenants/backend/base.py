"""django-tenants' backend, made to switch schema and role together, once, and to fail closed."""

from typing import Any, Protocol

import psycopg
from django.db.utils import DatabaseError
from django_tenants.postgresql_backend import base

PUBLIC_SCHEMA = "public"
PLATFORM_ROLE = "parvis_platform"
OWNER_ROLE = "none"  # PostgreSQL's word for "the role that signed in"


class Tenant(Protocol):
    schema_name: str
    role_name: str


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that belongs to one commune at a time, or to the platform, which reads no commune's table.

    The schema and the PostgreSQL role are sent in one statement, only when the connection on the server differs.
    """

    def set_tenant(self, tenant: Tenant, include_public: bool = True) -> None:
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.role_name = getattr(tenant, "role_name", PLATFORM_ROLE)
        self.settings_dict["SCHEMA"] = tenant.schema_name

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = (self.schema_name, self.role_name)
        if self._setting_search_path or self.search_path_set_schemas == wanted:
            return
        # Communes share no table name with `public`, so naming it second gives the job queue and nothing else.
        path = PUBLIC_SCHEMA if self.schema_name == PUBLIC_SCHEMA else f'"{self.schema_name}", {PUBLIC_SCHEMA}'
        self._setting_search_path = True
        own_cursor = self.connection.cursor() if cursor is None else None
        try:
            (own_cursor or cursor).execute(
                "SELECT set_config('search_path', %s, false), set_config('role', %s, false)", [path, self.role_name]
            )
        except (DatabaseError, psycopg.errors.InFailedSqlTransaction):
            # The transaction is already lost: only its rollback can follow, and that needs no schema.
            if not self._in_failed_transaction():
                raise
            self.search_path_set_schemas = None
        else:
            self.search_path_set_schemas = wanted
        finally:
            self._setting_search_path = False
            if own_cursor is not None:
                own_cursor.close()

    def _in_failed_transaction(self) -> bool:
        return bool(self.connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR)
