from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from apps.design.forms import FileInput, Form
from apps.documents.models import Document
from apps.portal.attachments import ACCEPTED
from apps.portal.received import KeptField
from communes_config.schema import Uploads

KEPT: Final = "kept"


class AnswerForm(Form):
    """What a citizen writes to the service, with a file; the words may be left out where something else answers.

    `kept` is the file that came before the page came back.
    """

    body = forms.CharField(label="Votre message", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label="Joindre un fichier", required=False)

    def __init__(
        self,
        *args: Any,
        uploads: Uploads,
        kept: QuerySet[Document] | None = None,
        asked: bool = False,
        questions: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
        if kept:
            self.fields[KEPT] = KeptField(kept, label="Votre fichier est gardé")
            self.fields["file"].label = "Joindre un fichier à sa place"
            self.order_fields(("body", KEPT))
        elif asked:
            self.fields["file"].label = "Joindre un autre fichier"
        if asked:
            self.fields["body"].required = False
        if questions:
            self.fields["body"].label = "Un mot pour le service"
