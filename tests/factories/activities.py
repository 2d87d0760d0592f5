from dataclasses import replace
from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from apps.activities.enums import PeriodKind, SchoolingSource
from apps.activities.models import (
    Activity,
    AuthorisationText,
    Group,
    Period,
    Promotion,
    School,
    Schooling,
    Site,
    Unit,
)
from communes_config import codec
from communes_config.schema import Activity as ActivityRules
from communes_config.schema import ActivityKind, BookingMode, Public
from core.schooling import Level, SchoolKind
from tests.instants import MONDAY_MORNING

from .accounts import AgentFactory
from .families import PersonFactory

CANTEEN = ActivityRules(
    slug="cantine",
    title="Cantine",
    kind=ActivityKind.CANTEEN,
    summary="Le repas de midi.",
    public=Public(min_age=3, max_age=11),
    service="mairie",
    booking=BookingMode.DAILY,
)


def activity_rules(**changes: Any) -> ActivityRules:
    """Return what the files would say of a canteen for children of 3 to 11, with these changes."""
    return replace(CANTEEN, **changes)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    slug = factory.Sequence(lambda n: f"lieu-{n}")
    name = "Maison de l’enfance"
    address = "4 rue des Tilleuls\n94260 Fresnes"
    published_at = MONDAY_MORNING


class SchoolFactory(DjangoModelFactory):
    """A public school from PS to CM2; `levels=` and `next_school=` say otherwise."""

    class Meta:
        model = School

    class Params:
        levels = tuple(level for level in Level if Level.PS.rank <= level.rank <= Level.CM2.rank)
        next_school = None

    slug = factory.Sequence(lambda n: f"ecole-{n}")
    name = "École des Tilleuls"
    kind = SchoolKind.PUBLIC.value
    site = factory.SubFactory(SiteFactory)
    definition = factory.LazyAttribute(
        lambda school: {"levels": [level.value for level in school.levels], "next_school": school.next_school}
    )
    published_at = MONDAY_MORNING


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = Period

    slug = factory.Sequence(lambda n: f"periode-{n}")
    title = "Année scolaire 2025-2026"
    kind = PeriodKind.SCHOOL_YEAR
    school_year = "2025-2026"
    first_day = date(2025, 9, 1)
    last_day = date(2026, 7, 4)
    published_at = MONDAY_MORNING


class ActivityFactory(DjangoModelFactory):
    """A canteen for children of 3 to 11; `ActivityFactory(rules=activity_rules(…))` for other rules."""

    class Meta:
        model = Activity

    class Params:
        rules = CANTEEN

    slug = factory.Sequence(lambda n: f"cantine-{n}")
    title = factory.SelfAttribute("rules.title")
    kind = factory.LazyAttribute(lambda activity: activity.rules.kind.value)
    service = factory.SelfAttribute("rules.service")
    definition = factory.LazyAttribute(lambda activity: codec.dump_fields(replace(activity.rules, slug=activity.slug)))
    published_at = MONDAY_MORNING


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    activity = factory.SubFactory(ActivityFactory)
    slug = factory.Sequence(lambda n: f"groupe-{n}")
    title = "Maternelle"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    activity = factory.SubFactory(ActivityFactory)
    slug = factory.Sequence(lambda n: f"unite-{n}")
    title = "Menu classique"


class AuthorisationTextFactory(DjangoModelFactory):
    class Meta:
        model = AuthorisationText

    slug = factory.Sequence(lambda n: f"autorisation-{n}")
    version = "2026-09"
    title = "Sortir seul de l’activité"
    text = "Mon enfant peut quitter l’activité sans être accompagné."
    dated = date(2026, 9, 1)
    published_at = MONDAY_MORNING


class PromotionFactory(DjangoModelFactory):
    class Meta:
        model = Promotion

    school = factory.SubFactory(SchoolFactory)
    from_year = "2025-2026"
    to_year = "2026-2027"
    applied_at = MONDAY_MORNING
    applied_by = factory.SubFactory(AgentFactory)


class SchoolingFactory(DjangoModelFactory):
    class Meta:
        model = Schooling

    child = factory.SubFactory(PersonFactory, child=True)
    school_year = "2025-2026"
    school = factory.SubFactory(SchoolFactory)
    level = Level.CP.value
    source = SchoolingSource.TOWN_HALL
    started_on = date(2025, 9, 1)
    recorded_at = MONDAY_MORNING
    changed_at = MONDAY_MORNING
