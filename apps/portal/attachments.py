"""The pieces a citizen joins, in every part of the portal: what a field accepts, and since when papers are dated."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from communes_config.schema import UploadType

EARLIEST: Final = date(1950, 1, 1)
ACCEPTED: Final = {UploadType.PDF: ".pdf", UploadType.JPEG: ".jpg,.jpeg,.heic,.heif", UploadType.PNG: ".png"}


class FilesField(forms.FileField):
    """One file, or several, in the order in which the browser sends them."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data] if data else []
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [self._one(file) for file in files]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _one(self, file: UploadedFile) -> UploadedFile:
        """An empty file is refused further on, by its name."""
        return super().clean(file) if file.size else file
