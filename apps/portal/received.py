"""What a page sent, its files kept at once: one that comes back never asks for them again, with scripts or without."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.documents.errors import FileRefused
from apps.documents.models import Document
from apps.documents.operations import deposit, deposit_once, join_photos
from apps.documents.queries import documents_of

DIGITS_OF_A_NUMBER: Final = 18


class Received:
    """A page as it was sent: what is kept is a document of the person's own space, chosen in the place of the file."""

    def __init__(self, request: HttpRequest, at: datetime) -> None:
        self.data = request.POST.copy()
        self.files = request.FILES.copy()
        self._by, self._at = request.user, at
        self._new: dict[str, str] = {}

    def keep(self, name: str, *, chosen_as: str, kind: str, title: str) -> None:
        """Keep what this field sent; a file that is refused stays where it is, and its field says why."""
        files = self.files.getlist(name)
        if not files:
            return
        try:
            document = self._stored(files, kind, title)
        except FileRefused:
            return
        del self.files[name]
        self.data[chosen_as] = str(document.pk)
        self._new[chosen_as] = document.filename

    def _stored(self, files: Sequence[UploadedFile], kind: str, title: str) -> Document:
        sent = {"owner": self._by, "kind": kind, "title": title, "at": self._at}
        return store(files, **sent) if len(files) > 1 else deposit_once(file=files[0], **sent)

    def told(self, chosen_as: str) -> str:
        """Return the words that say where a file went, or nothing when none came."""
        filename = self._new.get(chosen_as)
        return f"« {filename} » est bien reçu et gardé dans vos documents." if filename else ""

    def kept(self, chosen_as: str, kind: str) -> QuerySet[Document]:
        """Return the document of this kind, in this person's space, that the page says was kept."""
        named = self.data.get(chosen_as, "")
        number = int(named) if named.isdecimal() and len(named) <= DIGITS_OF_A_NUMBER else 0
        return documents_of(self._by).readable().filter(kind=kind, pk=number)


class KeptField(forms.ModelChoiceField):
    """The file that came before the page did: joined, unless the person says no."""

    def __init__(self, kept: QuerySet[Document], *, label: str) -> None:
        choices = {"empty_label": "Ne pas joindre", "blank": True, "widget": forms.RadioSelect}
        super().__init__(kept, label=label, required=False, **choices)

    def label_from_instance(self, obj: Any) -> str:
        return f"Joindre « {obj.filename} »"


def store(files: Sequence[UploadedFile], **given: Any) -> Document:
    """Put a file, or the photos of its pages, in the person's own space. Raises FileRefused."""
    return join_photos(files=files, **given) if len(files) > 1 else deposit(file=files[0], **given)
