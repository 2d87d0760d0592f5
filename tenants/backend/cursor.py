"""A cursor that brings the connection to its commune along with its first statement, in one journey to the server."""

from typing import Any, Self

from django.db.backends.postgresql.base import Cursor
from psycopg import ClientCursor

# What may share a message with the switch. The rest (CREATE DATABASE, VACUUM…) refuses company and is sent alone.
SHARING = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Switch:
    """One move of a connection, not made yet: `statements` are two, and set the schema and the role."""

    def __init__(self, wrapper: Any, wanted: tuple[str, str], statements: bytes) -> None:
        self.wrapper = wrapper
        self.wanted = wanted
        self.statements = statements

    def is_made(self) -> bool:
        return bool(self.wrapper.search_path_set_schemas == self.wanted)


class SwitchingCursor(Cursor, ClientCursor[Any]):
    switch: Switch | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        switch, self.switch = self.switch, None
        if switch is None or switch.is_made():
            return super().execute(query, params, **options)
        if not (isinstance(query, str) and query.startswith(SHARING)):
            switch.wrapper.make(switch)
            return super().execute(query, params, **options)
        switch.wrapper.search_path_set_schemas = None  # nobody knows until the server has answered
        super().execute(switch.statements.decode() + query, params, **options)
        self.nextset()
        self.nextset()
        switch.wrapper.search_path_set_schemas = switch.wanted
        return self

    def executemany(self, *arguments: Any, **options: Any) -> None:
        self._switch_first()
        super().executemany(*arguments, **options)

    def copy(self, *arguments: Any, **options: Any) -> Any:
        self._switch_first()
        return super().copy(*arguments, **options)

    def stream(self, *arguments: Any, **options: Any) -> Any:
        self._switch_first()
        return super().stream(*arguments, **options)

    def _switch_first(self) -> None:
        switch, self.switch = self.switch, None
        if switch is not None and not switch.is_made():
            switch.wrapper.make(switch)
