"""Examples of every component, with the names, errors and voids that real life brings."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.datastructures import MultiValueDict

from apps.design.charts import BarChart, Series
from apps.design.components import Row, Step, TabItem, TimelineEvent
from apps.design.forms import AddressSearchInput, FileInput, FilesInput, Form, PasswordInput, SplitDateField
from core.passwords import PasswordPolicy

POLICY = PasswordPolicy(min_length=12, lower=1, upper=1, digit=1, special=1)
SCHOOL = "École élémentaire Marie-Madeleine de La Rochefoucauld-Liancourt"


class ExampleForm(Form):
    civility = forms.ChoiceField(
        label="Civilité", choices=[("mrs", "Madame"), ("mr", "Monsieur")], widget=forms.RadioSelect
    )
    usual_name = forms.CharField(label="Nom d’usage", help_text="Celui que vous utilisez tous les jours.")
    birth_date = SplitDateField(label="Date de naissance", help_text="Par exemple 27 3 1985.", birthday=True)
    email = forms.EmailField(label="Adresse e-mail", help_text="Nous y enverrons le lien d’activation.")
    school = forms.ChoiceField(
        label="École", choices=[("", "Choisissez une école"), ("1", SCHOOL), ("2", "École du Parc")], required=False
    )
    days = forms.MultipleChoiceField(
        label="Jours de présence",
        choices=[("mon", "Lundi"), ("tue", "Mardi"), ("thu", "Jeudi"), ("fri", "Vendredi")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    address = forms.CharField(
        label="Adresse complète",
        help_text="Commencez à écrire, puis choisissez. Vous pouvez aussi tout écrire vous-même.",
        widget=AddressSearchInput("/adresses/", fills=("postal_code", "city")),
    )
    postal_code = forms.CharField(label="Code postal")
    city = forms.CharField(label="Ville", required=False)
    new_password = forms.CharField(label="Mot de passe", widget=PasswordInput(new=True))
    proof = forms.FileField(
        label="Justificatif de domicile",
        help_text="Moins de 3 mois. PDF ou photo, 5 Mo au plus.",
        widget=FileInput(max_mb=5, accept="application/pdf,image/*"),
    )
    pages = forms.FileField(
        label="Carte d’identité, recto et verso",
        help_text="Une photo pour chaque page.",
        required=False,
        widget=FilesInput(max_mb=5, accept="application/pdf,image/*"),
    )
    message = forms.CharField(label="Votre message", widget=forms.Textarea, max_length=500, required=False)
    accepted = forms.BooleanField(label="Je certifie que ces renseignements sont exacts.")


def wrong_form() -> ExampleForm:
    """The same form, as it comes back with errors."""
    data = MultiValueDict(
        {
            "wrong-usual_name": ["de La Tour d’Auvergne-Lauraguais"],
            "wrong-birth_date_day": ["31"],
            "wrong-birth_date_month": ["2"],
            "wrong-birth_date_year": ["1985"],
            "wrong-email": ["camille.exemple"],
            "wrong-days": ["mon", "tue"],
            "wrong-address": ["12 rue des Tilleuls"],
            "wrong-postal_code": ["94260"],
            "wrong-message": ["Bonjour, mon fils mange à la cantine le mardi."],
        }
    )
    return ExampleForm(data, prefix="wrong")


def _records(now: datetime) -> dict[str, Any]:
    return {
        "summary_rows": [
            Row("Nom d’usage", "de La Tour d’Auvergne-Lauraguais", "#"),
            Row("Prénoms", "Marie-Charlotte, Éléonore", "#"),
            Row("Nom de naissance", "", "#"),
            Row("Appel en cas d’urgence", True, "#"),
        ],
        "facts": {
            "Dossier": "2026-000073",
            "Établissement": SCHOOL,
            "Quotient familial": None,
            "Autorisé à récupérer l’enfant": False,
        },
        "events": [
            TimelineEvent(
                now, "Pièce demandée", "Il manque le justificatif de domicile.", "warning", "Service enfance"
            ),
            TimelineEvent(now - timedelta(hours=3), "Demande prise en charge", by="Service enfance"),
            TimelineEvent(now - timedelta(days=1), "Demande envoyée"),
        ],
        "chart": BarChart(
            "Demandes des derniers mois",
            "Mois",
            ("juin", "juil.", "août", "sept."),
            (Series("Déposées", (12, 4, 0, 31)), Series("Décidées", (9, 6, 1, 22), "quiet")),
        ),
        "table_rows": [
            ("Restauration scolaire, menu végétarien", "Lundi, mardi, jeudi", "3,42 €"),
            ("Accueil du soir", "Mardi", "1,80 €"),
        ],
    }


def context(now: datetime) -> dict[str, Any]:
    """Everything that the catalogue page draws, at one instant."""
    steps = ["Bienvenue", "Conditions d’utilisation", "Identité", "Adresse", "Contact", "Authentification"]
    return {
        "now": now,
        "form": ExampleForm(),
        "wrong": wrong_form(),
        "policy": POLICY,
        "steps": [Step(label, key=str(number), url="#") for number, label in enumerate(steps, 1)],
        "pictograms": ("leaf", "paperclip", "printer", "footprints", "music", "car"),
        "tones": ("neutral", "info", "success", "warning", "danger", "accent"),
        "dues": [now + delta for delta in (timedelta(days=3), timedelta(hours=3, minutes=20), timedelta(hours=-2))],
        "tabs": [
            TabItem("Demande", "#demande", current=True),
            TabItem("Pièces", "#pieces", count=2),
            TabItem("Échanges avec la mairie", "#echanges", count=0),
            TabItem("Historique", "#historique"),
        ],
        "page": Paginator(range(240), 10).page(7),
        **_records(now),
    }
