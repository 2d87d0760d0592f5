"""The key of a family; and a form shown again with what is missing in it."""

from typing import Any

from django import forms
from django.forms.widgets import MultiWidget

from apps.accounts.photos import MAX_MB
from apps.design.forms import Form
from apps.families.enums import MemberRole
from apps.families.models import Contact, Person
from apps.portal.accounts.fields import PhotoField


def as_typed(form: forms.Form) -> dict[str, Any]:
    """Return the form's initial values as a browser would send them, to show what is wrong with them."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(field.widget, MultiWidget):
            parts = zip(field.widget.widgets_names, field.widget.decompress(value), strict=True)
            data |= {f"{name}{suffix}": part for suffix, part in parts}
        elif not isinstance(field.widget, forms.CheckboxInput):
            data[name] = value
        elif value:
            data[name] = "on"
    return {name: value for name, value in data.items() if value is not None}


class ServiceKeyForm(Form):
    key = forms.CharField(
        label="Votre clé",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PortraitForm(Form):
    """A photo is kept only with the consent of who answers for it, or of who is on it."""

    photo = PhotoField(
        label="Choisir une photo",
        help_text=f"Le visage, de face. JPEG, PNG ou WebP, {MAX_MB} Mo au plus.",
        error_messages={"required": "Choisissez une photo."},
    )
    consents = forms.BooleanField(error_messages={"required": "Sans cet accord, la photo n’est pas gardée."})

    def __init__(self, *args: Any, of: Person | Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agrees = f"{of} est d’accord" if _answers_for_themselves(of) else "Je suis d’accord"
        self.fields["consents"].label = f"{agrees} pour que la mairie garde cette photo et que ses agents la voient."


def _answers_for_themselves(of: Person | Contact) -> bool:
    return isinstance(of, Contact) or not of.memberships.filter(role=MemberRole.CHILD).exists()
