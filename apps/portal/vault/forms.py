from typing import Any

from django import forms

from apps.design.forms import FilesInput, Form, SplitDateField
from apps.documents.models import Document
from apps.portal.attachments import ACCEPTED, EARLIEST, FilesField
from communes_config.schema import DocumentKind, Uploads

LONGEST_TITLE = 120


class DatesForm(Form):
    """The dates that a kind of document asks for, and no other."""

    issued_on = SplitDateField(label="Date du document", required=True, earliest=EARLIEST)
    expires_on = SplitDateField(label="Valable jusqu’au", required=True, earliest=EARLIEST)

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].help_text = "La date inscrite dessus, par exemple celle de la facture."
        self.fields["expires_on"].help_text = "La date de fin de validité inscrite dessus."
        if not kind.asks_issue_date:
            del self.fields["issued_on"]
        if not kind.asks_last_day:
            del self.fields["expires_on"]


class DepositForm(DatesForm):
    files = FilesField(
        label="Votre document",
        help_text="Un PDF, ou les photos des pages : plusieurs photos deviennent un seul PDF, dans leur ordre.",
        error_messages={"required": "Choisissez un fichier, ou des photos."},
    )
    title = forms.CharField(
        label="Nom pour le retrouver",
        required=False,
        max_length=LONGEST_TITLE,
        help_text="Par exemple « Carte d’identité de Léa ».",
    )
    field_order = ("files", "issued_on", "expires_on", "title")

    def __init__(self, *args: Any, kind: DocumentKind, uploads: Uploads, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["files"].widget = FilesInput(max_mb=uploads.max_mb, accept=accept)


class DetailsForm(DatesForm):
    title = forms.CharField(label="Nom du document", max_length=LONGEST_TITLE)
    field_order = ("title", "issued_on", "expires_on")

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        return {"title": document.title, "issued_on": document.issued_on, "expires_on": document.expires_on}
