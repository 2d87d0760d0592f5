"""A piece that a request asks for: out of the device, or out of what the person already keeps here."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.formats import date_format

from apps.design.forms import FilesInput, Form, SplitDateField
from apps.documents.models import Document
from apps.documents.queries import VaultItem
from apps.portal.attachments import ACCEPTED, EARLIEST, FilesField
from communes_config.schema import AttachmentKind, Uploads
from core.validity import Standing

from .wording import words_for

NOT_OFFERED: Final = {1: "Un document expiré n’est pas proposé.", 2: "{} documents expirés ne sont pas proposés."}


class AttachmentForm(Form):
    """One piece: files of the device, or a document already in the person's own space."""

    file = FilesField(
        label="Depuis votre appareil",
        required=False,
        help_text="Plusieurs photos deviennent un seul PDF, dans leur ordre.",
    )
    document = forms.ModelChoiceField(label="Ou depuis vos documents", queryset=Document.objects.none(), required=False)
    issued_on = SplitDateField(label="Date du document", required=False, earliest=EARLIEST)

    def __init__(
        self, *args: Any, kind: AttachmentKind, vault: Sequence[VaultItem], uploads: Uploads, **kw: Any
    ) -> None:
        super().__init__(*args, prefix=kind.slug, **kw)
        self.kind = kind
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FilesInput(max_mb=uploads.max_mb, accept=accept)
        self.fields["file"].widget.is_required = False
        usable = [item for item in vault if item.standing is not Standing.EXPIRED]
        self._offer(usable, expired=len(vault) - len(usable))
        if kind.max_age_months is None:
            del self.fields["issued_on"]
        else:
            self._ask_date(dated=any(item.document.issued_on for item in usable))

    def _offer(self, usable: Sequence[VaultItem], *, expired: int) -> None:
        """Show first what is of the kind asked for, each with what tells it from another."""
        if not usable:
            del self.fields["document"]
            return
        field = self.fields["document"]
        field.queryset = Document.objects.filter(pk__in=[item.document.pk for item in usable])
        alike = [item for item in usable if item.kind.slug == self.kind.document_kind]
        others = [item for item in usable if item.kind.slug != self.kind.document_kind]
        groups = [(self.kind.title, choices_of(alike)), ("Autres documents", choices_of(others))]
        field.choices = [("", "Choisissez"), *((title, choices) for title, choices in groups if choices)]
        if expired:
            field.help_text = NOT_OFFERED[min(expired, 2)].format(expired)

    def _ask_date(self, *, dated: bool) -> None:
        field = self.fields["issued_on"]
        field.required = not dated
        field.help_text = f"Le document doit dater de moins de {self.kind.max_age_months} mois." + (
            " Inutile pour un document de votre espace dont la date est déjà connue." if dated else ""
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kept = cleaned.get("document")
        if not cleaned.get("file") and not kept and "file" not in self.errors:
            self.add_error("file", "Choisissez un fichier.")
        undated = cleaned.get("file") or (kept and not kept.issued_on)
        if undated and "issued_on" in cleaned and not cleaned["issued_on"]:
            self.add_error("issued_on", self.fields["issued_on"].error_messages["required"])
        return cleaned


def choices_of(items: Iterable[VaultItem]) -> list[tuple[int, str]]:
    """Return the documents as they are offered, each with what tells it from another."""
    return [(item.document.pk, _label(item)) for item in items]


def _label(item: VaultItem) -> str:
    if item.standing is Standing.UNLIMITED:
        told = f"déposé le {date_format(item.document.created_at, 'j F Y')}"
    else:
        words = words_for(item).short
        told = words[0].lower() + words[1:]
    return f"{item.document.title} – {told}"
