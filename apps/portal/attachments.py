"""The pieces a citizen joins, in every part of the portal: what a field accepts, and since when papers are dated."""

from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from apps.design.forms import FileInput, Form, SplitDateField
from apps.documents.models import Document
from communes_config.schema import AttachmentKind, Uploads, UploadType

EARLIEST: Final = date(1950, 1, 1)
ACCEPTED: Final = {UploadType.PDF: ".pdf", UploadType.JPEG: ".jpg,.jpeg,.heic,.heif", UploadType.PNG: ".png"}


class AttachmentForm(Form):
    """One piece: a file of the device, or a document already in the person's own space."""

    file = forms.FileField(label="Depuis votre appareil", required=False)
    document = forms.ModelChoiceField(
        label="Ou depuis vos documents", queryset=Document.objects.none(), required=False, empty_label="Choisissez"
    )
    issued_on = SplitDateField(label="Date du document", required=False, earliest=EARLIEST)

    def __init__(
        self, *args: Any, kind: AttachmentKind, vault: QuerySet[Document], uploads: Uploads, **kw: Any
    ) -> None:
        super().__init__(*args, prefix=kind.slug, **kw)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
        self.fields["file"].widget.is_required = False
        self.fields["document"].queryset = vault
        if not vault:
            del self.fields["document"]
        if kind.max_age_months is None:
            del self.fields["issued_on"]
        else:
            self.fields["issued_on"].required = True
            self.fields["issued_on"].help_text = f"Le document doit dater de moins de {kind.max_age_months} mois."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("document") and "file" not in self.errors:
            self.add_error("file", "Choisissez un fichier.")
        return cleaned
