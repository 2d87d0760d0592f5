"""Forms as people fill them: browsers help, errors speak, a date is three short fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import pretty_name

AUTOCOMPLETE: Mapping[str, str] = {
    "username": "username",
    "password": "current-password",
    "current_password": "current-password",
    "new_password": "new-password",
    "new_password_again": "new-password",
    "civility": "honorific-prefix",
    "usual_name": "family-name",
    "first_names": "given-name",
    "email": "email",
    "phone": "tel",
    "mobile": "tel",
    "postal_code": "postal-code",
    "city": "address-level2",
    "street": "address-line1",
    "building": "address-line2",
    "address_complement": "address-line3",
    "country": "country-name",
    "profession": "organization-title",
    "employer": "organization",
}
_MISSING = "Le champ « {} » est obligatoire."
INPUT_MODES: Mapping[str, str] = {
    "postal_code": "numeric",
    "phone": "tel",
    "mobile": "tel",
    "fax": "tel",
}
WIDTHS: Mapping[str, str] = {
    **dict.fromkeys(("civility", "number", "building", "apartment", "postal_code", "dependent_children"), "short"),
    **dict.fromkeys(("usual_name", "birth_name", "first_names", "link", "city"), "half"),
    "street": "wide",
    "country": "medium",
    **dict.fromkeys(("birth_commune", "birth_department", "birth_country"), "half"),
    **dict.fromkeys(("phone", "mobile", "fax", "email", "ex_directory", "refuses_sms", "refuses_email"), "half"),
    **dict.fromkeys(("profession", "employer", "work_phone", "emergency", "may_collect"), "half"),
    **dict.fromkeys(("benefit_member", "benefit_scheme", "benefit_body", "benefit_number"), "half"),
    **dict.fromkeys(("holder_quality", "holder_authority"), "half"),
    **dict.fromkeys(("co_representative_quality", "co_representative_authority"), "half"),
}


class Renderer(DjangoTemplates):
    """Draws ``{{ form }}`` and ``{{ form.x.as_field_group }}`` with the design system."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
    bound_field_class = BoundField


class Form(forms.Form):
    """Sets ``autocomplete`` and ``inputmode`` from the names of the fields; a widget's own attribute wins.

    ``autocomplete`` on the class adds to or overrides the usual names: ``autocomplete = {"usual_name": "off"}``.
    """

    default_renderer = Renderer
    autocomplete: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        known = {**AUTOCOMPLETE, **self.autocomplete}
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            _speak(field)
            attrs = field.widget.attrs
            if name in known:
                attrs.setdefault("autocomplete", known[name])
            if name in INPUT_MODES:
                attrs.setdefault("inputmode", INPUT_MODES[name])


def _speak(field: forms.Field) -> None:
    """Have the usual errors name the field, since the summary shows them away from it."""
    wording = "Cochez « {} » pour continuer." if isinstance(field, forms.BooleanField) else _MISSING
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = wording.format(str(field.label).rstrip(". "))
    if isinstance(field, forms.EmailField):
        field.error_messages.setdefault("invalid", "Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr.")


class PasswordInput(forms.PasswordInput):
    """A password with a reveal button; ``requirements`` adds the live checklist of a ``PasswordPolicy``."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, new: bool = False) -> None:
        super().__init__(
            {
                "autocomplete": "new-password" if new else "current-password",
                **(attrs or {}),
            }
        )


class AddressSearchInput(forms.TextInput):
    """A free text field that suggests addresses from ``url`` and fills the named fields of the same form.

    ``url`` answers ``?q=`` with a JSON list of objects: ``label`` plus one key for each name in ``fills``. What the
    field named by ``beside`` says goes along, as ``&beside=``.
    """

    def __init__(
        self, url: str, fills: tuple[str, ...] = (), attrs: dict[str, Any] | None = None, *, beside: str = ""
    ) -> None:
        super().__init__({"autocomplete": "street-address", **(attrs or {})})
        self.url = url
        self.fills = fills
        self.beside = beside


class FileInput(forms.ClearableFileInput):
    """A file with its limits said beforehand and checked before it is sent."""

    template_name = "design/forms/file_input.html"

    def __init__(self, *, max_mb: int, accept: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": accept, **(attrs or {})} if accept else attrs)
        self.max_mb = max_mb


class FilesInput(FileInput):
    """Several files at once, the pages of one document: with scripts they are put in order before they are sent."""

    template_name = "design/forms/files_input.html"
    allow_multiple_selected = True


class SplitDateWidget(forms.MultiWidget):
    """Day, month and year typed in three short fields: quicker and more accessible than a calendar for a birth date."""

    template_name = "design/forms/split_date.html"
    use_fieldset = True
    parts = (("day", "Jour", 2), ("month", "Mois", 2), ("year", "Année", 4))

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                {
                    "inputmode": "numeric",
                    "maxlength": size,
                    "autocomplete": f"bday-{name}" if birthday else "off",
                }
            )
            for name, _, size in self.parts
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        if not value:
            return [None, None, None]
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return [day.day, day.month, day.year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        inputs = zip(context["widget"]["subwidgets"], self.parts, strict=True)
        for subwidget, (part, label, _) in inputs:
            subwidget["label"] = label
            subwidget["part"] = part
            subwidget["attrs"].pop("autofocus", None)
        return context


class SplitDateField(forms.MultiValueField):
    """A date typed as day, month, year; gives a ``datetime.date``, and errors that name what is missing."""

    widget = SplitDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Indiquez la date.",
        "incomplete": "Il manque {missing} dans cette date.",
        "not_a_date": "Cette date n’existe pas : vérifiez le jour, le mois et l’année.",
        "short_year": "Écrivez l’année avec quatre chiffres, par exemple 1985.",
        "too_late": "Cette date doit être au plus tard le {limit}.",
        "too_early": "Cette date doit être au plus tôt le {limit}.",
    }

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        birthday: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", SplitDateWidget(birthday=birthday))
        fields = [forms.CharField(required=False) for _ in SplitDateWidget.parts]
        super().__init__(fields, require_all_fields=False, **kwargs)
        self.earliest, self.latest = earliest, latest

    def compress(self, values: list[str]) -> date | None:
        if not any(values):
            return None
        names = ("le jour", "le mois", "l’année")
        missing = [name for name, value in zip(names, values, strict=True) if not value]
        if missing:
            raise self._refusal("incomplete", missing=" et ".join(missing))
        day, month, year = (value.strip() for value in values)
        if year.isascii() and year.isdigit() and len(year) != 4:
            raise self._refusal("short_year")
        try:
            typed = date(int(year), int(month), int(day))
        except ValueError:
            raise self._refusal("not_a_date") from None
        self._check_limits(typed)
        return typed

    def _check_limits(self, typed: date) -> None:
        if self.latest and typed > self.latest:
            raise self._refusal("too_late", limit=f"{self.latest:%d/%m/%Y}")
        if self.earliest and typed < self.earliest:
            raise self._refusal("too_early", limit=f"{self.earliest:%d/%m/%Y}")

    def _refusal(self, code: str, **context: str) -> ValidationError:
        return ValidationError(self.error_messages[code].format(**context), code=code)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = SplitDateWidget().decompress(initial)
        return [str(part or "") for part in before] != [str(part or "").lstrip("0") for part in data or ["", "", ""]]
