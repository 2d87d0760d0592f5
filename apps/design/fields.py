"""What a template needs to know about a bound field to draw it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.templatetags.static import static
from django.utils.safestring import SafeString

from apps.design.forms import AddressSearchInput, FileInput, FilesInput, SplitDateWidget


def module_url(name: str) -> str:
    return static(f"design/js/{name}.js")


def kind(bound: BoundField) -> str:
    """Which drawing a field takes: fieldset, date, checkbox, password, file, address, textarea, select or text."""
    widget = bound.field.widget
    drawings: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (SplitDateWidget, "date"),
        (django_forms.CheckboxInput, "checkbox"),
        (django_forms.PasswordInput, "password"),
        (django_forms.FileInput, "file"),
        (AddressSearchInput, "address"),
        (django_forms.Textarea, "textarea"),
    )
    for widget_class, drawing in drawings:
        if isinstance(widget, widget_class):
            return drawing
    if widget.use_fieldset:
        return "choices"
    return "select" if isinstance(widget, django_forms.Select) else "text"


def first_input_id(bound: BoundField) -> str:
    """Where a link to the field lands: the input itself, or the first of a group."""
    return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.id_for_label


@dataclass(frozen=True, slots=True)
class FieldError:
    target: str
    message: str


def form_errors(form: django_forms.BaseForm) -> Iterator[FieldError]:
    if not form.is_bound:
        return
    for message in form.non_field_errors():
        yield FieldError("", str(message))
    for name in form.fields:
        bound = form[name]
        for message in bound.errors:
            yield FieldError("" if bound.is_hidden else first_input_id(bound), str(message))


def all_errors(sources: Iterable[Any]) -> list[FieldError]:
    """Gather the errors of forms, formsets and lists of forms, in the order of the page; ``None`` is skipped."""
    found: list[FieldError] = []
    for source in sources:
        if isinstance(source, list):
            found.extend(all_errors(source))
        elif isinstance(source, BaseFormSet):
            if source.is_bound:
                found.extend(FieldError("", str(message)) for message in source.non_form_errors())
                found.extend(all_errors(source.forms))
        elif source:
            found.extend(form_errors(source))
    return found


def input_attributes(bound: BoundField, drawing: str) -> dict[str, Any]:
    """Attributes that the design adds to the widget so that scripts can improve it."""
    widget = bound.field.widget
    if drawing == "textarea" and getattr(bound.field, "max_length", None):
        return {
            "data-module": module_url("counter"),
            "data-limit": getattr(bound.field, "max_length", None),
        }
    if isinstance(widget, AddressSearchInput):
        return {
            "data-module": module_url("combobox"),
            "data-url": str(widget.url),
            "data-fills": " ".join(widget.fills),
            "data-prefix": f"{bound.form.prefix}-" if bound.form.prefix else "",
            **({"data-beside": widget.beside} if widget.beside else {}),
        }
    if isinstance(widget, FilesInput):
        return {"data-module": module_url("pages"), "data-max-mb": widget.max_mb}
    if isinstance(widget, FileInput):
        return {"data-module": module_url("file"), "data-max-mb": widget.max_mb}
    return {}


def render_input(bound: BoundField, drawing: str, extra_description: str = "") -> SafeString:
    """Draw the widget; Django adds ``aria-invalid`` and points to the help and the error."""
    attrs = input_attributes(bound, drawing)
    if extra_description:
        attrs["aria-describedby"] = " ".join(filter(None, [bound.aria_describedby, extra_description]))
    return bound.as_widget(attrs=attrs)
