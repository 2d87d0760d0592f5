from collections.abc import Sequence
from datetime import date

from django import forms

from apps.design.forms import Form
from core.schooling import SchoolYear

LAST_YEAR_ROUND, THIS_YEAR, YEAR_BEFORE, SCHOOL_YEAR = "", "annee", "annee-precedente", "annee-scolaire"


class StatisticsFilters(Form):
    periode = forms.ChoiceField(label="Demandes déposées", required=False)
    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *args: object, services: Sequence[tuple[str, str]], today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        year = SchoolYear.of(today)
        self.fields["periode"].choices = [
            (LAST_YEAR_ROUND, "Depuis un an"),
            (SCHOOL_YEAR, f"Année scolaire {year}"),
            (THIS_YEAR, f"En {today.year}"),
            (YEAR_BEFORE, f"En {today.year - 1}"),
        ]
        if len(services) < 2:
            del self.fields["service"]
        else:
            self.fields["service"].choices = [("", "Tous"), *services]

    @property
    def period(self) -> tuple[date, date]:
        """Return the first and the last day, both included."""
        today, year = self.today, SchoolYear.of(self.today)
        chosen = self.cleaned_data.get("periode") or LAST_YEAR_ROUND
        return {
            LAST_YEAR_ROUND: (_a_year_before(today), today),
            SCHOOL_YEAR: (year.first_day, today),
            THIS_YEAR: (date(today.year, 1, 1), today),
            YEAR_BEFORE: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        }[chosen]


def _a_year_before(today: date) -> date:
    """Return the day after the same day last year; on 29 February, 1 March."""
    month, day = (3, 1) if (today.month, today.day) == (2, 29) else (today.month, today.day)
    return date(today.year - 1, month, day)
