"""From a commune's files to its tables: what is published already is not written again, what left is kept archived."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from apps.activities import models
from apps.activities.errors import AuthorisationAlreadyPublished
from apps.audit import operations as audit
from apps.audit.operations import Fact
from communes_config import codec
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import Authorisation, CommuneConfig
from tenants.first_rows import FirstRows

PUBLISHED = "activities.catalogue_published"

type Columns = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Names of what a publication wrote, as `activities.cantine`."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, list[str]]:
        return {name: names for name in ("added", "changed", "archived") if (names := getattr(self, name))}


@transaction.atomic
def publish_catalogue(*, config: CommuneConfig, at: datetime) -> None:
    """Publish the catalogue of a commune's files in the current commune, in a handful of statements.

    Raises AuthorisationAlreadyPublished.
    """
    publication = _Publication(at=at)
    _publish(config, publication)
    if data := publication.changes.as_data():
        audit.record(action=PUBLISHED, actor=None, subject=None, at=at, data=data)


def publish_first_catalogue(*, config: CommuneConfig, at: datetime, rows: FirstRows) -> None:
    """Add the catalogue of a newborn commune's files, and the fact of its publication, to its first rows."""
    publication = _FirstPublication(at=at, rows=rows)
    _publish(config, publication)
    if data := publication.changes.as_data():
        audit.record_first(facts=[Fact(action=PUBLISHED, subject=None, data=data)], rows=rows, at=at)


def _publish(config: CommuneConfig, publication: "_Publication | _FirstPublication") -> None:
    sites = publication.publish(models.Site, config.sites, _site)
    publication.publish(models.School, config.schools, lambda school: {**_school(school), "site": sites[school.site]})
    publication.publish(models.Period, config.periods, _period)
    activities = publication.publish(models.Activity, config.activities, _activity)
    publication.attach(models.Group, _groups(config.activities, activities, sites))
    publication.attach(models.Unit, _units(config.activities, activities))
    publication.add_texts(config.authorisations)


class _FirstPublication:
    """In empty tables there is nothing to read, and nothing to follow or to archive."""

    def __init__(self, *, at: datetime, rows: FirstRows) -> None:
        self.at = at
        self.rows = rows
        self.changes = Changes()

    def publish[M: models.Published](self, model: type[M], wanted: Sequence[Any], columns: Columns) -> dict[str, M]:
        rows = {
            item.slug: self.rows.add(_published(model, item, rank, columns, self.at))
            for rank, item in enumerate(wanted)
        }
        self.changes.added.extend(f"{_name(model)}.{slug}" for slug in rows)
        return rows

    def attach[M: models.Group | models.Unit](self, _model: type[M], wanted: Sequence[M]) -> None:
        for row in wanted:
            self.rows.add(row)

    def add_texts(self, wanted: Sequence[Authorisation]) -> None:
        for asked in wanted:
            self.rows.add(_text(asked, self.at))


class _Publication:
    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self.changes = Changes()

    def publish[M: models.Published](self, model: type[M], wanted: Sequence[Any], columns: Columns) -> dict[str, M]:
        """Make the rows of a model those of the files, and return them by slug."""
        known = {row.slug: row for row in model.objects.all()}
        rows = {item.slug: _published(model, item, rank, columns, self.at) for rank, item in enumerate(wanted)}
        for slug, row in rows.items():
            self._follow(row, known.get(slug))
        written = [row for slug, row in rows.items() if self._differs(row, known.get(slug))]
        names = [name for name in _columns(model) if name != "slug"]
        model.objects.bulk_create(written, update_conflicts=True, unique_fields=["slug"], update_fields=names)
        self._note(model, written, known)
        self._archive(model, [row for slug, row in known.items() if slug not in rows])
        return {**known, **rows}

    def attach[M: models.Group | models.Unit](self, model: type[M], wanted: Sequence[M]) -> None:
        """Make the groups or the units those of the files; each belongs to its activity."""
        known = {(row.activity_id, row.slug): row for row in model.objects.all()}
        keys = {(row.activity_id, row.slug) for row in wanted}
        written = [row for row in wanted if _values(row) != _values(known.get((row.activity_id, row.slug)))]
        names = [name for name in _columns(model) if name not in ("activity_id", "slug")]
        model.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["activity", "slug"], update_fields=names
        )
        self._archive(model, [row for key, row in known.items() if key not in keys])

    def add_texts(self, wanted: Sequence[Authorisation]) -> None:
        known = {(text.slug, text.version): text for text in models.AuthorisationText.objects.all()}
        for asked in wanted:
            published = known.get((asked.slug, asked.version))
            if published and (published.title, published.text) != (asked.title, asked.text):
                raise AuthorisationAlreadyPublished(slug=asked.slug, version=asked.version)
        models.AuthorisationText.objects.bulk_create(
            [_text(asked, self.at) for asked in wanted if (asked.slug, asked.version) not in known]
        )

    @staticmethod
    def _follow(row: models.Published, known: models.Published | None) -> None:
        if known is not None:
            row.pk = known.pk
            row.version = known.version + (known.digest != row.digest)

    @staticmethod
    def _differs(row: models.Published, known: models.Published | None) -> bool:
        if known is None:
            return True
        return (row.digest, row.position, None) != (known.digest, known.position, known.archived_at)

    def _note(self, model: type[Model], written: Iterable[models.Published], known: Mapping[str, Model]) -> None:
        for row in written:
            (self.changes.changed if row.slug in known else self.changes.added).append(f"{_name(model)}.{row.slug}")

    def _archive(self, model: type[Model], gone: Iterable[Any]) -> None:
        leaving = [row for row in gone if row.archived_at is None]
        if leaving:
            model._default_manager.filter(pk__in=[row.pk for row in leaving]).update(archived_at=self.at)
            self.changes.archived.extend(f"{_name(model)}.{row.slug}" for row in leaving)


def _published[M: models.Published](model: type[M], item: Any, rank: int, columns: Columns, at: datetime) -> M:
    definition = codec.text(item)
    return model(
        slug=item.slug,
        position=rank,
        definition=codec.parse(definition),
        digest=codec.fingerprint(definition),
        published_at=at,
        **columns(item),
    )


def _site(site: Any) -> dict[str, Any]:
    return {"name": site.name, "address": "\n".join(site.address_lines), "phone": site.phone}


def _school(school: Any) -> dict[str, Any]:
    return {"name": school.name, "kind": school.kind}


def _period(period: Any) -> dict[str, Any]:
    names = ("title", "kind", "school_year", "first_day", "last_day")
    return {name: getattr(period, name) for name in names}


def _activity(activity: ActivityRules) -> dict[str, Any]:
    return {"title": activity.title, "kind": activity.kind, "service": activity.service}


def _groups(
    activities: Iterable[ActivityRules], rows: Mapping[str, models.Activity], sites: Mapping[str, models.Site]
) -> list[models.Group]:
    return [
        models.Group(
            activity=rows[activity.slug],
            slug=group.slug,
            title=group.title,
            site=sites[group.site] if group.site else None,
            capacity=group.capacity,
            position=rank,
        )
        for activity in activities
        for rank, group in enumerate(activity.groups)
    ]


def _units(activities: Iterable[ActivityRules], rows: Mapping[str, models.Activity]) -> list[models.Unit]:
    return [
        models.Unit(
            activity=rows[activity.slug],
            slug=unit.slug,
            title=unit.title,
            help=unit.help,
            starts=unit.starts,
            ends=unit.ends,
            position=rank,
        )
        for activity in activities
        for rank, unit in enumerate(activity.units)
    ]


def _text(asked: Authorisation, at: datetime) -> models.AuthorisationText:
    return models.AuthorisationText(
        slug=asked.slug,
        version=asked.version,
        title=asked.title,
        text=asked.text,
        dated=asked.dated,
        published_at=at,
    )


def _columns(model: type[Model]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields if not column.primary_key]


def _values(row: Model | None) -> list[Any] | None:
    return None if row is None else [getattr(row, name) for name in _columns(type(row))]


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)
