from typing import Any

from django import forms

from apps.design.forms import FileInput, Form
from apps.portal.attachments import ACCEPTED
from communes_config.schema import Uploads


class AnswerForm(Form):
    """What a citizen writes to the service, with a file; the words may be left out where something else answers."""

    body = forms.CharField(label="Votre message", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label="Joindre un fichier", required=False)

    def __init__(
        self, *args: Any, uploads: Uploads, asked: bool = False, questions: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
        if asked:
            self.fields["body"].required = False
            self.fields["file"].label = "Joindre un autre fichier"
        if questions:
            self.fields["body"].label = "Un mot pour le service"
