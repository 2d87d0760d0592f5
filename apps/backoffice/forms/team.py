from django import forms

from apps.accounts.enums import Civility, Role
from apps.design.forms import Form
from communes_config.schema import CommuneConfig

EVERY_SERVICE = ("", "Tous les services")


class RoleForm(Form):
    role = forms.ChoiceField(label="Rôle", choices=Role.choices)
    services = forms.MultipleChoiceField(
        label="Services",
        help_text="Ne cochez rien pour donner ce rôle dans tous les services.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, config: CommuneConfig, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(service.slug, service.name) for service in config.services]

    @property
    def roles(self) -> list[tuple[Role, str]]:
        """Return the roles to give: one in each service that is checked, or one for all."""
        role = Role(self.cleaned_data["role"])
        return [(role, slug) for slug in self.cleaned_data["services"] or [""]]


class NewAgentForm(RoleForm):
    civility = forms.ChoiceField(label="Civilité", required=False, choices=[("", "Non précisée"), *Civility.choices])
    usual_name = forms.CharField(label="Nom", max_length=80)
    first_names = forms.CharField(label="Prénom", max_length=120)
    username = forms.CharField(label="Identifiant", max_length=60)
    email = forms.EmailField(label="Courriel professionnel", required=False, max_length=254)
    autocomplete = {"civility": "off", "usual_name": "off", "first_names": "off", "username": "off", "email": "off"}
    field_order = ("civility", "usual_name", "first_names", "username", "email", "role", "services")


class JournalFilters(Form):
    auteur = forms.CharField(label="Auteur", required=False, max_length=80)
    action = forms.ChoiceField(label="Action", required=False)
    objet = forms.ChoiceField(label="Sujet", required=False)
    numero = forms.CharField(label="Numéro du sujet", required=False, max_length=64)
    du = forms.DateField(label="Du", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label="Au", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, *args: object, actions: list[tuple[str, str]], subjects: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "Toutes"), *actions]
        self.fields["objet"].choices = [("", "Tous"), *subjects]
