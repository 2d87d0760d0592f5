from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.activities.enums import LEVELS, PeriodKind, SchoolingSource, SchoolKind
from apps.families.models import Person
from apps.families.models.constraints import one_of
from core.schooling import Level


class PublishedQuerySet[M: "Published"](models.QuerySet[M]):
    def current(self) -> Self:
        """What the commune's files offer today; the rest is kept for what refers to it."""
        return self.filter(archived_at=None)


class Published(models.Model):
    """Something that the commune's files describe: its version grows each time they say something else of it."""

    slug = models.SlugField(max_length=41, unique=True)
    version = models.PositiveIntegerField(default=1)
    definition = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "pk")


class Site(Published):
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class School(Published):
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=SchoolKind.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="schools", null=True, blank=True)

    class Meta(Published.Meta):
        constraints = [one_of("kind", SchoolKind, "school_kind_is_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(Level(level) for level in self.definition.get("levels", ()))


class Period(Published):
    """Days for which one enrols: a school year, holidays; both ends included."""

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=PeriodKind.choices)
    school_year = models.CharField(max_length=9)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta(Published.Meta):
        constraints = [
            one_of("kind", PeriodKind, "period_kind_is_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(Published):
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    service = models.CharField(max_length=41)

    class Meta(Published.Meta):
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.title


class Group(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="groups", db_index=False)
    slug = models.SlugField(max_length=41, db_index=False)
    title = models.CharField(max_length=120)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["activity", "slug"], name="group_one_per_slug_in_activity"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="group_capacity_is_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """What a family chooses in an activity: a menu, the morning or the evening."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="units", db_index=False)
    slug = models.SlugField(max_length=41, db_index=False)
    title = models.CharField(max_length=120)
    help = models.CharField(max_length=300, blank=True, default="")
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["activity", "slug"], name="unit_one_per_slug_in_activity")]

    def __str__(self) -> str:
        return self.title


class AuthorisationText(models.Model):
    """One version of what families allow or forbid; never changed, because answers were given to this very text."""

    slug = models.SlugField(max_length=41, db_index=False)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    dated = models.DateField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("slug", "-published_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="authorisation_text_one_per_version")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Promotion(models.Model):
    """The passage of a school's pupils to the next year, in one operation that can be undone while nothing followed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="promotions")
    from_year = models.CharField(max_length=9)
    to_year = models.CharField(max_length=9)
    pupils = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-applied_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "from_year"],
                condition=Q(undone_at=None),
                name="promotion_one_live_per_school",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="promotion_is_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} : {self.from_year} → {self.to_year}"


class SchoolingQuerySet(models.QuerySet["Schooling"]):
    def live(self) -> Self:
        return self.filter(ended_on=None)

    def in_year(self, school_year: str) -> Self:
        return self.filter(school_year=school_year)


class Schooling(models.Model):
    """Where a child goes to school in one year; a change during the year ends one row and starts another."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="schoolings")
    school_year = models.CharField(max_length=9)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="schoolings", null=True, blank=True, db_index=False
    )
    elsewhere = models.CharField(max_length=120, blank=True, default="")
    level = models.CharField(max_length=5, choices=LEVELS)
    class_name = models.CharField(max_length=60, blank=True, default="")
    source = models.CharField(max_length=10, choices=SchoolingSource.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, null=True, blank=True, related_name="schoolings")
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SchoolingQuerySet.as_manager()

    class Meta:
        ordering = ("-school_year", "-started_on", "-pk")
        constraints = [
            one_of("source", SchoolingSource, "schooling_source_is_known"),
            models.CheckConstraint(
                condition=Q(level__in=[level for level, _ in LEVELS]), name="schooling_level_is_known"
            ),
            models.UniqueConstraint(
                fields=["child", "school_year"],
                condition=Q(ended_on=None),
                name="schooling_one_live_per_child",
            ),
            models.CheckConstraint(
                condition=Q(school=None) & ~Q(elsewhere="") | Q(school__isnull=False, elsewhere=""),
                name="schooling_is_in_the_commune_or_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="schooling_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["school", "school_year", "level"], name="schooling_roll")]

    def __str__(self) -> str:
        return f"{self.child} : {self.level_label}, {self.place}"

    @property
    def place(self) -> str:
        return self.school.name if self.school else self.elsewhere

    @property
    def level_label(self) -> str:
        return Level(self.level).label

    def covers(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
