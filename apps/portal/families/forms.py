"""The key of a family; and a form shown again with what is missing in it."""

from typing import Any

from django import forms
from django.forms.widgets import MultiWidget

from apps.design.forms import Form


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
