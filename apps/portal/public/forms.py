from django import forms

from apps.design.forms import Form, PasswordInput


class SignInBox(Form):
    """The two fields of the home page; the sign-in page receives and checks them."""

    autocomplete = {"identifier": "username", "password": "current-password"}

    identifier = forms.CharField(
        label="Identifiant ou courriel",
        max_length=254,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(label="Mot de passe", strip=False, widget=PasswordInput())
