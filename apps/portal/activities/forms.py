from collections.abc import Sequence
from typing import Any

from django import forms

from apps.activities.models import School
from apps.activities.queries import Place
from apps.design.forms import Form
from core.schooling import Level

ELSEWHERE = "ailleurs"


class SchoolForm(Form):
    """Where a child goes to school: one of the commune's schools, or another named by the family."""

    school = forms.ChoiceField(label="École")
    elsewhere = forms.CharField(
        label="Nom de l’autre école", help_text="Si l’école n’est pas dans la liste.", required=False, max_length=120
    )
    level = forms.ChoiceField(label="Classe")

    def __init__(self, *args: Any, schools: Sequence[School], place: Place | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(place), **kwargs)
        self.schools = {school.slug: school for school in schools}
        names = [(school.slug, school.name) for school in schools]
        self.fields["school"].choices = [("", "Choisissez"), *names, (ELSEWHERE, "Une autre école")]
        self.fields["level"].choices = [("", "Choisissez"), *((level.value, level.label) for level in Level)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("school") == ELSEWHERE and not cleaned.get("elsewhere", "").strip():
            self.add_error("elsewhere", "Écrivez le nom de l’école.")
        return cleaned

    @property
    def chosen(self) -> School | None:
        return self.schools.get(self.cleaned_data["school"])

    @property
    def chosen_level(self) -> Level:
        return Level(self.cleaned_data["level"])


def _initial(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    school = place.school.slug if place.school else ELSEWHERE if place.elsewhere else ""
    return {"school": school, "elsewhere": place.elsewhere, "level": place.level.value}
