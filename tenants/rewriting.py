"""What was clear before its column was encrypted: rewritten row by row, by a job that may stop and start again."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from .encryption import SEALED, EncryptedTextField, encrypt

ROWS = 200  # kept from anybody else at a time


def encrypt_what_is_clear() -> int:
    """Encrypt, in the current commune, what older code wrote clear; return how many values were."""
    return sum(_encrypt_column(model, field) for model, field in late_columns())


def late_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Give each column that held clear text before it was encrypted."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField) and field.was_clear:
                yield model, field


def _encrypt_column(model: type[models.Model], field: EncryptedTextField) -> int:
    done = 0
    while count := _encrypt_some(model, field):
        done += count
    return done


@transaction.atomic
def _encrypt_some(model: type[models.Model], field: EncryptedTextField) -> int:
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
        "column": sql.Identifier(str(field.column)),
    }
    clear = sql.SQL(
        "SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND NOT starts_with({column}, %s)"
        " ORDER BY {key} LIMIT %s FOR UPDATE"
    ).format(**names)
    rewrite = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s").format(**names)
    with connection.cursor() as cursor:
        cursor.execute(clear, [SEALED, ROWS])
        rows = cursor.fetchall()
        cursor.executemany(rewrite, [(encrypt(text), pk) for pk, text in rows])
    return len(rows)
