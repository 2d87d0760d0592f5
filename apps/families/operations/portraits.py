"""The photo of somebody: drawn again, sealed in the store, and gone with its row."""

from datetime import datetime
from functools import partial
from io import BytesIO

from django.db import transaction
from django.db.models import Model

from apps.accounts import photos
from apps.accounts.models import User
from apps.audit.operations import record
from apps.documents.storage import default_storage
from apps.families.models import Contact, Person, Portrait


@transaction.atomic
def set_portrait(*, of: Person | Contact, content: bytes, by: User, at: datetime) -> Portrait:
    """Give somebody the photo of a file, in place of the former one. Raises PhotoTooHeavy, PhotoUnreadable."""
    drawn = photos.redraw(content)
    _forget(of)
    storage = default_storage()
    key = storage.new_key()
    storage.save(key, BytesIO(drawn), sealed=True)
    portrait = Portrait.objects.create(**_whose(of), key=key, added_at=at, added_by=by)
    record(action="families.portrait_set", actor=by, subject=_subject(of), at=at, data=_data(of))
    return portrait


@transaction.atomic
def remove_portrait(*, of: Person | Contact, by: User | None, at: datetime) -> None:
    """Forget the photo of somebody, if there is one."""
    if _forget(of):
        record(action="families.portrait_removed", actor=by, subject=_subject(of), at=at, data=_data(of))


def pass_portrait(*, kept: Person, other: Person) -> None:
    """Two rows are one person: its photo is the one that `kept` has, else the other's."""
    if Portrait.objects.filter(person=kept).exists():
        _forget(other)
    else:
        Portrait.objects.filter(person=other).update(person=kept)


def _forget(of: Person | Contact) -> bool:
    """Delete the row, then the bytes once nothing can bring it back; the nightly sweep has those that a store keeps."""
    portrait = Portrait.objects.select_for_update().filter(**_whose(of)).first()
    if portrait is None:
        return False
    portrait.delete()
    transaction.on_commit(partial(default_storage().delete, portrait.key), robust=True)
    return True


def _whose(of: Person | Contact) -> dict[str, Model]:
    return {"person" if isinstance(of, Person) else "contact": of}


def _subject(of: Person | Contact) -> Person | Model:
    return of if isinstance(of, Person) else of.household


def _data(of: Person | Contact) -> dict[str, bool]:
    return {"contact": isinstance(of, Contact)}
