from django import forms
from django.core.exceptions import ValidationError

from apps.design.forms import Form, PasswordInput


class SignInForm(Form):
    username = forms.CharField(label="Identifiant ou courriel", max_length=254)
    password = forms.CharField(label="Mot de passe", widget=PasswordInput(), strip=False)


class NewPasswordForm(Form):
    current_password = forms.CharField(label="Mot de passe actuel", widget=PasswordInput(), strip=False)
    new_password = forms.CharField(label="Nouveau mot de passe", widget=PasswordInput(new=True), strip=False)
    new_password_again = forms.CharField(
        label="Nouveau mot de passe, une seconde fois", widget=PasswordInput(new=True), strip=False
    )

    def clean_new_password_again(self) -> str:
        again: str = self.cleaned_data["new_password_again"]
        if again != self.cleaned_data.get("new_password", again):
            raise ValidationError("Les deux mots de passe sont différents : retapez-les.")
        return again
