from collections.abc import Sequence
from typing import Any

from django import forms

from apps.activities.enums import LEVELS, Move
from apps.activities.models import School, Schooling
from apps.activities.promotions import Plan
from apps.design.forms import Form
from core.schooling import Level

ELSEWHERE = "ailleurs"


class PupilForm(Form):
    """Where a child goes to school, as the town hall knows it."""

    school = forms.ChoiceField(label="École")
    elsewhere = forms.CharField(label="Nom de l’autre école", required=False, max_length=120)
    level = forms.ChoiceField(label="Niveau", choices=[("", "Choisissez"), *LEVELS])
    class_name = forms.CharField(label="Classe", help_text="Par exemple « CP B ».", required=False, max_length=60)

    def __init__(self, *args: Any, schools: Sequence[School], known: Schooling | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(known), **kwargs)
        self.schools = {school.slug: school for school in schools}
        names = [(school.slug, school.name) for school in schools]
        self.fields["school"].choices = [("", "Choisissez"), *names, (ELSEWHERE, "Une autre école")]

    @property
    def values(self) -> dict[str, Any]:
        """Return the arguments of `record_schooling`."""
        cleaned = self.cleaned_data
        return {
            "school": self.schools.get(cleaned["school"]),
            "elsewhere": cleaned["elsewhere"].strip(),
            "level": Level(cleaned["level"]),
            "class_name": cleaned["class_name"].strip(),
        }


class PromotionForm(forms.Form):
    """The exceptions an agent ticks among the pupils of a plan."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan

    @property
    def chosen(self) -> dict[int, Move]:
        """Return what was chosen for each pupil of the plan; anything else is left as usual."""
        answers = {move.schooling.pk: self.data.get(f"eleve-{move.schooling.pk}", "") for move in self.plan.moves}
        return {pk: Move(answer) for pk, answer in answers.items() if answer in Move.values}


def _initial(known: Schooling | None) -> dict[str, str]:
    if known is None:
        return {}
    return {
        "school": known.school.slug if known.school else ELSEWHERE,
        "elsewhere": known.elsewhere,
        "level": known.level,
        "class_name": known.class_name,
    }
