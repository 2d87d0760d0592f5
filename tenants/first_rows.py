"""The first rows of a commune: its tables are empty, so they are numbered here, and written together."""

from collections.abc import Iterator, Sequence

from django.db.models import Model


class FirstRows:
    """Rows for empty tables, each numbered from 1 as it comes, so that the next ones can refer to it."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}

    def add[M: Model](self, row: M) -> M:
        rows = self._rows.setdefault(type(row), [])
        rows.append(row)
        row.pk = len(rows)
        return row

    def by_model(self) -> Iterator[tuple[type[Model], Sequence[Model]]]:
        yield from self._rows.items()
