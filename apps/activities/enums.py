from django.db.models import TextChoices

from core.schooling import Level

LEVELS = [(level.value, level.label) for level in Level]


class SchoolKind(TextChoices):
    PUBLIC = "public", "École publique"
    PRIVATE = "private", "École privée"


class PeriodKind(TextChoices):
    SCHOOL_YEAR = "school_year", "Année scolaire"
    SHORT_HOLIDAYS = "short_holidays", "Petites vacances"
    SUMMER = "summer", "Vacances d’été"
    OTHER = "other", "Autre période"


class SchoolingSource(TextChoices):
    DECLARED = "declared", "Déclarée par la famille"
    TOWN_HALL = "town_hall", "Enregistrée par la mairie"
    PROMOTION = "promotion", "Passage de classe"


class Move(TextChoices):
    """What becomes of a pupil at the end of the year."""

    UP = "up", "Passe dans la classe supérieure"
    REPEAT = "repeat", "Redouble"
    LEAVE = "leave", "Quitte les écoles de la commune"
