import json

from django.db import connection

from tenants import context


def waiting() -> list[tuple[str, dict]]:
    """Return the name and the arguments of the jobs that wait in the queue."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]
