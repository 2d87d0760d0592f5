from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.accounts import passwords
from apps.accounts.models import User
from apps.accounts.photos import MAX_MB
from apps.accounts.queries import username_is_free
from apps.design.birth import check_birth_place
from apps.design.forms import Form, PasswordInput
from communes_config.schema import CommuneConfig, FieldName, KeyPrompt, StepName
from core import identifiers, service_keys
from core.errors import DomainError
from tenants import context

from .fields import PhotoField, build, step_fields

PASSWORD_MAX_LENGTH = 200


def username_field(label: str = "Identifiant d’utilisateur") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=60,
        help_text="3 à 60 caractères : lettres, chiffres, point, tiret. Il sert à vous connecter.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}),
        error_messages={"required": "Choisissez un identifiant."},
    )


def password_field(label: str, *, new: bool, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        required=required,
        max_length=PASSWORD_MAX_LENGTH,
        widget=PasswordInput(new=new),
        error_messages={"required": f"Remplissez le champ « {label} »."},
    )


class NewPasswordMixin:
    """Two identical passwords that the commune accepts; `personal` is what the person would be guessed by."""

    def personal(self) -> list[str]:
        return []

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]  # type: ignore[attr-defined]  # mixed into a form
        if password:
            try:
                passwords.check(password, self.personal())
            except DomainError as refusal:
                raise ValidationError(str(refusal))
        return password

    def clean_new_password_again(self) -> str:
        cleaned = self.cleaned_data  # type: ignore[attr-defined]  # mixed into a form
        again: str = cleaned["new_password_again"]
        if "new_password" in cleaned and again != cleaned["new_password"]:
            raise ValidationError("Les deux mots de passe ne sont pas les mêmes : saisissez-les à nouveau.")
        return again


class StepForm(Form):
    """One step of the wizard, with the fields that the commune shows, and not those that the State certified."""

    def __init__(
        self,
        *args: Any,
        config: CommuneConfig,
        step: StepName,
        has_photo: bool = False,
        certified: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        fields = step_fields(config.wizard, step)
        self.base_fields = {name: field for name, field in fields.items() if name not in certified}
        if has_photo and "photo" in self.base_fields:
            self.base_fields["photo"].required = False
            self.base_fields["remove_photo"] = forms.BooleanField(label="Retirer la photo déposée", required=False)
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "birth_commune" in self.fields:
            cleaned["birth_place_code"] = check_birth_place(self, cleaned)
        return cleaned

    def shown(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if not field.widget.is_hidden)


class AuthenticationForm(NewPasswordMixin, Form):
    """The last step: identifier, password, key, security check."""

    username = username_field()
    new_password = password_field("Mot de passe", new=True)
    new_password_again = password_field("Confirmation du mot de passe", new=True)
    website = forms.CharField(
        label="Ne remplissez pas ce champ",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    picture = forms.CharField(required=False, max_length=64)
    heard = forms.CharField(
        label="Les chiffres entendus",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    by_agent = forms.BooleanField(
        label="Je ne peux utiliser ni les images ni le son : un agent de la mairie validera mon compte.",
        required=False,
    )

    def __init__(self, *args: Any, config: CommuneConfig, personal: list[str], **kwargs: Any) -> None:
        self._config, self._personal = config, personal
        super().__init__(*args, **kwargs)
        if config.service_key.at_sign_up is not KeyPrompt.HIDDEN:
            self.fields["service_key"] = forms.CharField(
                label=config.service_key.label,
                required=False,
                max_length=40,
                widget=forms.TextInput(
                    attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}
                ),
            )
        if not config.captcha.enabled:
            for name in ("picture", "heard", "by_agent"):
                del self.fields[name]

    def personal(self) -> list[str]:
        return [*self._personal, *passwords.personal_words(self.data.get("username", ""))]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        return checked_username(username)

    def clean_service_key(self) -> str:
        key: str = self.cleaned_data["service_key"].strip()
        if key:
            try:
                service_keys.check(key)
            except DomainError as refusal:
                raise ValidationError(str(refusal))
        return key

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError("Laissez ce champ vide.")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = self._config.captcha.enabled and not cleaned.get("by_agent")
        if needed and not cleaned.get("picture") and not cleaned.get("heard"):
            self.add_error("picture", "Répondez au contrôle de sécurité : une image, ou les chiffres entendus.")
        return cleaned

    @property
    def captcha_answer(self) -> str:
        return str(self.cleaned_data.get("heard") or self.cleaned_data.get("picture") or "")


def checked_username(username: str, *, but: User | None = None) -> str:
    try:
        key = identifiers.check_username(username)
    except DomainError as refusal:
        raise ValidationError(str(refusal))
    if not username_is_free(key, but=but):
        raise ValidationError(f"L’identifiant « {username} » est déjà pris : choisissez-en un autre.")
    return username


class SignInForm(Form):
    autocomplete = {"identifier": "username", "password": "current-password"}

    identifier = forms.CharField(
        label="Identifiant ou courriel",
        max_length=254,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Indiquez votre identifiant ou votre courriel."},
    )
    password = password_field("Mot de passe", new=False)


class OwnPasswordForm(Form):
    """Whoever holds the device shows that they are its owner."""

    current_password = password_field("Votre mot de passe", new=False)


def code_field(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": "Recopiez les six chiffres que montre l’application."},
    )


class CodeForm(Form):
    code = code_field("Code à six chiffres", "L’application en montre un nouveau toutes les 30 secondes.")
    trusted = forms.BooleanField(
        label="Ne plus me demander de code sur cet appareil pendant 30 jours",
        help_text="Seulement sur un appareil que vous êtes seul à utiliser.",
        required=False,
    )


class PaperCodeForm(Form):
    code = forms.CharField(
        label="Code de secours",
        help_text="Un des codes de votre liste, tirets compris ou non. Chacun ne sert qu’une fois.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": "Recopiez l’un de vos codes de secours."},
    )


class SetupForm(OwnPasswordForm):
    """The first code of a telephone, typed by whoever knows the password."""

    code = code_field("Code que montre l’application")
    field_order = ("code", "current_password")


class ForgottenForm(Form):
    autocomplete = {"identifier": "username"}

    identifier = forms.CharField(
        label="Identifiant ou courriel",
        max_length=254,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Indiquez votre identifiant ou votre courriel."},
    )


class NewPasswordForm(NewPasswordMixin, Form):
    """A new password for a known account."""

    new_password = password_field("Nouveau mot de passe", new=True)
    new_password_again = password_field("Confirmation du nouveau mot de passe", new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self._user = user
        super().__init__(*args, **kwargs)

    def personal(self) -> list[str]:
        user = self._user
        return passwords.personal_words(
            user.username, user.email, user.usual_name, user.birth_name, user.first_names, born=user.birth_date
        )


class IdentifiersForm(NewPasswordForm):
    """Identifier and password; the new password may be left out."""

    username = username_field("Identifiant")
    current_password = password_field("Mot de passe actuel", new=False)
    new_password = password_field("Nouveau mot de passe", new=True, required=False)
    new_password_again = password_field("Confirmation du nouveau mot de passe", new=True, required=False)
    field_order = ("username", "current_password", "new_password", "new_password_again")

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        return checked_username(username, but=self._user)


PROFILE_CONTACT = (FieldName.PHONE, FieldName.MOBILE, FieldName.FAX, FieldName.PREFERRED_CONTACT)


class ProfileForm(Form):
    """Telephones, preferred contact and address, as the commune shows them; `governed` have a procedure of theirs."""

    def __init__(self, *args: Any, config: CommuneConfig, governed: Collection[str] = (), **kwargs: Any) -> None:
        states = config.wizard.fields
        elsewhere = (FieldName.PHONE, FieldName.MOBILE) if "phone" in governed else ()
        contact = {
            str(name): build(name, state)
            for name, state in config.wizard.fields_of(StepName.CONTACT)
            if name in PROFILE_CONTACT and state == states[name] and name not in elsewhere
        }
        self.contact_names = tuple(contact)
        self.asks_address = "address" not in governed
        self.base_fields = contact | (step_fields(config.wizard, StepName.ADDRESS) if self.asks_address else {})
        super().__init__(*args, **kwargs)

    def shown(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if not field.widget.is_hidden)

    def contact(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in self.contact_names}


class EmailForm(Form):
    email = forms.EmailField(
        label="Nouvelle adresse électronique",
        max_length=254,
        error_messages={"required": "Indiquez votre nouvelle adresse."},
    )


class PhotoForm(Form):
    photo = PhotoField(
        label="Choisir une photo",
        help_text=f"JPEG, PNG ou WebP, {MAX_MB} Mo au plus.",
        error_messages={"required": "Choisissez une photo."},
    )


class CguForm(Form):
    """The version and the digest are those of the text on the page; the box is for who reads without scripts."""

    version = forms.CharField(max_length=40, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    accepts = forms.BooleanField(
        label="J’ai lu les conditions générales d’utilisation jusqu’au bout, et je les accepte.",
        error_messages={"required": "Lisez les conditions jusqu’à la fin, puis cochez la case pour les accepter."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cgu = context.config().cgu
        kwargs.setdefault("initial", {}).update({"version": cgu.version, "digest": cgu.digest})
        super().__init__(*args, **kwargs)
