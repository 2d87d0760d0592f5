from collections.abc import Sequence
from typing import Any

from django import forms

from apps.casework.queries import Piece
from apps.design.forms import FileInput, Form
from apps.portal.attachments import ACCEPTED
from communes_config.schema import Uploads

OTHER = "file"


class AnswerForm(Form):
    """What a citizen writes to the service, with the pieces it waits for and one more file."""

    body = forms.CharField(label="Votre message", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label="Joindre un fichier", required=False)

    def __init__(self, *args: Any, uploads: Uploads, asked: Sequence[Piece] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.asked = {f"piece-{piece.kind.slug}": piece for piece in asked}
        named = {name: _piece_field(piece) for name, piece in self.asked.items()}
        if named:
            self.fields["body"].required = False
            self.fields[OTHER].label = "Joindre un autre fichier"
        self.fields = {**named, **self.fields}
        for name in (*named, OTHER):
            self.fields[name].widget = FileInput(max_mb=uploads.max_mb, accept=accept)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.asked and not cleaned.get("body") and not self.files_given:
            self.add_error("body", "Joignez au moins une des pièces demandées, ou écrivez votre réponse.")
        return cleaned

    @property
    def files_given(self) -> list[tuple[str, Any, str, str]]:
        """Return each file with its field, the kind of piece it is, and the title it takes in the citizen's space."""
        pieces = [
            (name, self.cleaned_data[name], piece.kind.slug, piece.kind.title)
            for name, piece in self.asked.items()
            if self.cleaned_data.get(name)
        ]
        other = self.cleaned_data.get(OTHER)
        return [*pieces, (OTHER, other, "echange", "")] if other else pieces


def _piece_field(piece: Piece) -> forms.FileField:
    return forms.FileField(label=piece.kind.title, help_text=piece.kind.help, required=False)
