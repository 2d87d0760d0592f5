"""The steps of the commune's wizard, and what a draft holds of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.formats import date_format

from apps.accounts import passwords
from apps.accounts.certified import Certified
from apps.accounts.enums import Civility
from apps.accounts.models import SignUpDraft
from apps.accounts.operations import SignUpEntry
from apps.accounts.operations.sign_up import IDENTITY_AND_CONTACT
from apps.design.components import Row, Step
from communes_config.schema import CommuneConfig, FieldName, StepName

from .addresses import address_of
from .fields import build
from .forms import StepForm

SLUGS: Final[Mapping[StepName, str]] = {
    StepName.WELCOME: "bienvenue",
    StepName.CGU: "conditions",
    StepName.IDENTITY: "identite",
    StepName.ADDRESS: "adresse",
    StepName.CONTACT: "contact",
    StepName.AUTHENTICATION: "authentification",
}
TITLES: Final[Mapping[StepName, str]] = {
    StepName.WELCOME: "Bienvenue",
    StepName.CGU: "Conditions d’utilisation",
    StepName.IDENTITY: "Votre identité",
    StepName.ADDRESS: "Votre adresse",
    StepName.CONTACT: "Vos moyens de contact",
    StepName.AUTHENTICATION: "Votre connexion",
}
SHORT_TITLES: Final[Mapping[StepName, str]] = {
    StepName.WELCOME: "Bienvenue",
    StepName.CGU: "Conditions",
    StepName.IDENTITY: "Identité",
    StepName.ADDRESS: "Adresse",
    StepName.CONTACT: "Contact",
    StepName.AUTHENTICATION: "Connexion",
}
WITH_FIELDS: Final = (StepName.IDENTITY, StepName.ADDRESS, StepName.CONTACT)


def url_of(step: StepName) -> str:
    return reverse("portal:sign-up", args=[SLUGS[step]])


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a visitor stands: the steps of the commune, and those that are complete."""

    config: CommuneConfig
    draft: SignUpDraft | None

    @property
    def steps(self) -> tuple[StepName, ...]:
        return self.config.wizard.steps

    @property
    def done(self) -> frozenset[str]:
        return frozenset(() if self.draft is None else self.draft.data.get("done", ()))

    @property
    def furthest(self) -> StepName:
        """The first step that is not complete: nothing beyond it is open."""
        return next((step for step in self.steps if step not in self.done), self.steps[-1])

    def named(self, slug: str) -> StepName | None:
        return next((step for step in self.steps if SLUGS[step] == slug), None)

    def is_open(self, step: StepName) -> bool:
        return self.steps.index(step) <= self.steps.index(self.furthest)

    def before(self, step: StepName) -> StepName | None:
        position = self.steps.index(step)
        return self.steps[position - 1] if position else None

    def after(self, step: StepName) -> StepName:
        return self.steps[self.steps.index(step) + 1]

    def typed(self, step: StepName) -> dict[str, Any]:
        return {} if self.draft is None else dict(self.draft.data.get("steps", {}).get(step, {}))

    @property
    def certified(self) -> Certified | None:
        """The identity that FranceConnect gave for this draft."""
        stored = None if self.draft is None else self.draft.data.get("franceconnect")
        return None if stored is None else Certified.from_json(stored)

    @property
    def certified_names(self) -> frozenset[str]:
        return frozenset(() if self.certified is None else self.certified.fields)

    def drawn(self) -> list[Step]:
        """The steps as the progress indicator shows them."""
        return [Step(SHORT_TITLES[step], key=str(step), url=url_of(step)) for step in self.steps]


def typed_in(form: forms.Form) -> dict[str, Any]:
    """Return what was typed, field by field, as the draft keeps it: files and passwords apart."""
    return {
        name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField) and not isinstance(field.widget, forms.PasswordInput)
    }


def posted(form_fields: Mapping[str, forms.Field], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser would have posted for what a draft keeps."""
    data: dict[str, Any] = {}
    for name, value in typed.items():
        field = form_fields.get(name)
        if field is not None and isinstance(field.widget, forms.MultiWidget):
            suffixes = field.widget.widgets_names
            data |= {f"{name}{suffix}": part or "" for suffix, part in zip(suffixes, value or (), strict=False)}
        elif value:
            data[name] = value
    return data


def step_form(progress: Progress, step: StepName) -> StepForm:
    """Return the checked form of a step that was typed before."""
    has_photo = progress.draft is not None and bool(progress.draft.photo_name)
    shape = {
        "config": progress.config,
        "step": step,
        "has_photo": has_photo,
        "certified": progress.certified_names,
    }
    return StepForm(posted(StepForm(**shape).fields, progress.typed(step)), **shape)


def first_wrong_step(progress: Progress) -> StepName | None:
    """Return a step that is no longer right, as when the commune asked for more since it was typed."""
    wrong = (step for step in progress.steps if step in WITH_FIELDS and not step_form(progress, step).is_valid())
    return next(wrong, None)


def entry_of(progress: Progress, authentication: Mapping[str, Any]) -> SignUpEntry:
    """Return everything that was typed, all steps being right."""
    cleaned: dict[str, Any] = {}
    shown: frozenset[str] = frozenset()
    for step in WITH_FIELDS:
        if step in progress.steps:
            form = step_form(progress, step)
            form.is_valid()
            cleaned |= form.cleaned_data
            shown |= form.shown()
    cleaned |= certified_values(progress)
    photo = progress.draft.photo if progress.draft is not None else None
    return SignUpEntry(
        username=authentication["username"],
        email=cleaned.get("email", ""),
        service_key=authentication.get("service_key", ""),
        address=address_of(cleaned, shown),
        photo=None if photo is None else bytes(photo),
        accepts_cgu=StepName.CGU in progress.done,
        certified=progress.certified,
        **{name: cleaned[name] for name in IDENTITY_AND_CONTACT if cleaned.get(name)},
    )


def certified_values(progress: Progress) -> dict[str, Any]:
    """Return what the State certified, of the fields that the commune asks."""
    asked = {str(name) for name, _state in progress.config.wizard.fields_of(StepName.IDENTITY)}
    certified = {} if progress.certified is None else progress.certified.fields
    return {name: value for name, value in certified.items() if name in asked}


def certified_rows(progress: Progress) -> list[Row]:
    """Return them as they are read, under the same names as when they are typed."""
    return [Row(_label(progress.config, name), _written(value)) for name, value in certified_values(progress).items()]


def _label(config: CommuneConfig, name: str) -> str:
    field = FieldName(name)
    return str(build(field, config.wizard.fields[field]).label)


def _written(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(Civility(value).label) if value in Civility else str(value)


def personal_words(progress: Progress) -> list[str]:
    """Return what the draft tells of the person, that a password should not be made of."""
    identity, contact = progress.typed(StepName.IDENTITY), progress.typed(StepName.CONTACT)
    names = [str(identity.get(name) or "") for name in ("usual_name", "birth_name", "first_names")]
    names += [str(value) for value in certified_values(progress).values() if isinstance(value, str)]
    born = "".join(f"{part:0>2}" for part in identity.get("birth_date") or () if part)
    return passwords.personal_words(*names, str(contact.get("email") or ""), born)
