from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from apps.accounts import photos
from apps.accounts.models import Address, Photo, User
from apps.audit.operations import record

from .addresses import AddressEntry, store_address

EDITABLE = ("phone", "mobile", "fax", "preferred_contact")


@transaction.atomic
def update_profile(
    *, user: User, contact: dict[str, Any], address: AddressEntry | None, at: datetime, by: User | None = None
) -> User:
    """Change one's telephones, preferred contact and address at once; what changed is written in the log.

    An address is replaced, never overwritten: a family may share the former one; None leaves it alone. `by` is the
    agent who accepted the change, if any.
    """
    unknown = contact.keys() - set(EDITABLE)
    if unknown:
        raise ValueError(f"not editable here: {', '.join(sorted(unknown))}")
    before = {name: getattr(user, name) for name in contact}
    for name, value in contact.items():
        setattr(user, name, value)
    changed = [name for name in contact if before[name] != contact[name]]
    if address is not None and not _same_address(user.address, address):
        user.address = store_address(address)
        changed.append("address")
    if changed:
        user.save(update_fields=changed)
        record(
            action="accounts.profile_changed", actor=by or user, subject=user, at=at, data={"fields": sorted(changed)}
        )
    return user


def _same_address(stored: Address | None, given: AddressEntry) -> bool:
    if stored is None:
        return given.is_empty()
    return all(getattr(stored, name) == getattr(given, name) for name in given.__slots__)


@transaction.atomic
def set_photo(*, user: User, content: bytes, at: datetime) -> User:
    """Give an account the photo of a file, drawn again. Raises PhotoTooHeavy, PhotoUnreadable."""
    return store_photo(user=user, content=photos.redraw(content), at=at)


@transaction.atomic
def store_photo(*, user: User, content: bytes, at: datetime) -> User:
    """Give an account a photo that was already drawn again."""
    Photo.objects.update_or_create(user=user, defaults={"content": content})
    user.photo_key = sha256(content).hexdigest()
    user.save(update_fields=["photo_key"])
    record(action="accounts.photo_changed", actor=user, subject=user, at=at)
    return user


@transaction.atomic
def remove_photo(*, user: User, at: datetime) -> User:
    Photo.objects.filter(user=user).delete()
    user.photo_key = ""
    user.save(update_fields=["photo_key"])
    record(action="accounts.photo_removed", actor=user, subject=user, at=at)
    return user
