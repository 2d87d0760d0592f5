"""The one door to stored objects: a private folder, or an S3 bucket when the settings name one.

Every key starts with the slug of its commune, and the door refuses the key of another.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.http import content_disposition_header

from tenants import encryption
from tenants.storage import prefix

from .errors import ForeignObject

OBJECT_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECONDS_TO_CONNECT = 5
SECONDS_TO_READ = 30
SECONDS_OF_AN_ADDRESS = 60


class CommuneStorage:
    """The objects of the current commune, whatever keeps them."""

    def __init__(self, backend: Storage, signer: Any = None) -> None:
        """`signer` makes the addresses that browsers reach the objects by, where there are any."""
        self._backend = backend
        self._signer = signer

    def new_key(self) -> str:
        return f"{prefix()}{uuid.uuid4()}"

    def save(self, key: str, content: IO[bytes], *, sealed: bool = False) -> None:
        """Store the bytes from the start of the file; `sealed`, unreadable without the commune's own key.

        Raises ForeignObject.
        """
        content.seek(0)
        kept = BytesIO(encryption.seal(content.read(), name=_own(key))) if sealed else content
        self._backend.save(_own(key), File(kept))

    def open(self, key: str) -> File:
        """Open what was given to `save`. Raises ForeignObject, FileNotFoundError, or Unreadable."""
        found = self._backend.open(_own(key), "rb")
        sealed = encryption.is_sealed(found.read(len(encryption.SEAL)))
        found.seek(0)
        if not sealed:
            return found
        with found:
            return File(BytesIO(encryption.unseal(found.read(), name=key)), name=key)

    def exists(self, key: str) -> bool:
        return self._backend.exists(_own(key))

    def delete(self, key: str) -> None:
        """Forget the object; one that is not there is forgotten already."""
        self._backend.delete(_own(key))

    def saved_at(self, key: str) -> datetime:
        """Raises ForeignObject, or FileNotFoundError."""
        return self._backend.get_modified_time(_own(key))

    def address(self, key: str, *, filename: str, content_type: str) -> str:
        """Return where the store gives the object to whoever asks within a minute, or nothing when it cannot.

        The store is told to give it as a file to keep, of this name and this type. Raises ForeignObject.
        """
        key = _own(key)
        if self._signer is None:
            return ""
        parameters = {
            "ResponseContentDisposition": content_disposition_header(True, filename),
            "ResponseContentType": content_type,
            "ResponseCacheControl": "private, no-store",
        }
        return str(self._signer.url(key, parameters=parameters, expire=SECONDS_OF_AN_ADDRESS))

    def keys(self) -> Iterator[str]:
        """Give the key of every object of the commune."""
        try:
            _folders, names = self._backend.listdir(prefix())
        except FileNotFoundError:
            return
        yield from (f"{prefix()}{name}" for name in names if OBJECT_NAME.fullmatch(name))

    def clear(self) -> None:
        """Forget every object of the commune."""
        for key in list(self.keys()):
            self.delete(key)


def default_storage() -> CommuneStorage:
    bucket, endpoint = settings.DOCUMENTS_BUCKET, settings.DOCUMENTS_ENDPOINT
    if bucket:
        signer = _bucket(bucket, settings.DOCUMENTS_PUBLIC_ENDPOINT or endpoint)
        return CommuneStorage(_bucket(bucket, endpoint), signer if settings.DOCUMENTS_DIRECT_LINKS else None)
    return CommuneStorage(_folder(str(settings.DOCUMENTS_FOLDER)))


def _own(key: str) -> str:
    """Return the key if it is one of the current commune's; never a path that climbs out of its folder."""
    own = prefix()
    if not key.startswith(own) or not OBJECT_NAME.fullmatch(key.removeprefix(own)):
        raise ForeignObject
    return key


def _folder(location: str) -> Storage:
    return FileSystemStorage(location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700)


@lru_cache(maxsize=4)
def _bucket(name: str, endpoint: str) -> Storage:
    """Reach a bucket with the credentials and region that boto3 finds in the environment."""
    from botocore.config import Config  # loaded only where a bucket is used
    from storages.backends.s3 import S3Storage

    options: dict[str, Any] = {"addressing_style": "path"} if endpoint else {}
    return S3Storage(
        bucket_name=name,
        endpoint_url=endpoint or None,
        default_acl=None,
        file_overwrite=True,
        client_config=Config(
            signature_version="s3v4",
            connect_timeout=SECONDS_TO_CONNECT,
            read_timeout=SECONDS_TO_READ,
            retries={"max_attempts": 3, "mode": "standard"},
            s3=options,
        ),
    )
