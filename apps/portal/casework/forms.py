from typing import Any

from django import forms

from apps.design.forms import FileInput, Form
from apps.portal.families.forms import ACCEPTED
from communes_config.schema import Uploads


class AnswerForm(Form):
    """What a citizen writes to the service, with one file."""

    body = forms.CharField(label="Votre message", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label="Joindre un fichier", required=False)

    def __init__(self, *args: Any, uploads: Uploads, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
