"""Whom a message to families is for: the adults who represent the children of an activity, a group, a school, a class.

Each adult once, whatever the number of children and of homes; nobody is told about a child of whom a judge lets them
know nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User
from apps.accounts.permissions import Scope
from apps.activities.models import Activity, Group, School, Schooling
from apps.activities.queries import schools
from apps.enrolments.enums import Reach
from apps.enrolments.models import Enrolment
from apps.enrolments.queries import activities_in_scope
from apps.families.enums import HouseholdStatus, MemberRole, RestrictionKind
from apps.families.models import HouseholdMember, Person, Restriction
from apps.messaging.enums import Channel, Topic
from apps.messaging.queries import channels_wanted
from core.schooling import Level, SchoolYear


@dataclass(frozen=True, kw_only=True)
class Audience:
    """`key` is its name in a form, `title` what the agent reads; of an activity, maybe a group, or of a school."""

    key: str
    title: str
    activity: Activity | None = None
    group: Group | None = None
    school: School | None = None
    level: str = ""
    class_name: str = ""

    @property
    def service(self) -> str:
        return self.activity.service if self.activity else ""

    def children(self, day: date) -> QuerySet[Person]:
        """Return the children who have a place there on this day, as far as enrolments and schoolings tell."""
        if self.activity is not None:
            places = Enrolment.objects.on(day).filter(activity=self.activity)
            places = places.filter(group=self.group) if self.group else places
            return Person.objects.living_apart().filter(pk__in=places.order_by().values("child"))
        rolls = Schooling.objects.live().in_year(str(SchoolYear.of(day))).filter(school=self.school)
        if self.level:
            rolls = rolls.filter(level=self.level, class_name=self.class_name)
        return Person.objects.living_apart().filter(pk__in=rolls.order_by().values("child"))


@dataclass(frozen=True, kw_only=True)
class Addressee:
    person: Person
    children: tuple[Person, ...]  # without those of whom this adult may know nothing
    reach: Reach


def audiences(scope: Scope, day: date) -> dict[str, list[Audience]]:
    """Return whom an agent may write to, under the titles of a form; schools are of no service, but of the commune."""
    found: dict[str, list[Audience]] = {"Activités et groupes": list(_activities(scope))}
    if scope.everywhere:
        found["Écoles et classes"] = list(_schools(day))
    return {title: listed for title, listed in found.items() if listed}


def addressees(audience: Audience, day: date, today: date) -> tuple[Addressee, ...]:
    """Return every adult of the families concerned and how they are reached; judgments count as of today.

    The same number of queries whatever the number of families.
    """
    children = {child.pk: child for child in audience.children(day)}
    adults, concerned = _representatives(children)
    silenced = _silenced(adults, children, today)
    accounts = {
        person.account: _refused(person) for person in adults.values() if person.account is not None and _opens(person)
    }
    wanted = channels_wanted(accounts, Topic.ACTIVITIES)
    found = []
    for pk, person in adults.items():
        told = tuple(children[child] for child in sorted(concerned[pk]) if (pk, child) not in silenced)
        reach = _reach(person, wanted) if told else Reach.SILENCED
        found.append(Addressee(person=person, children=told, reach=reach))
    return tuple(sorted(found, key=lambda one: (one.person.usual_name, one.person.first_names, one.person.pk)))


def addressee(person: Person, children: Iterable[int], today: date) -> Addressee:
    """Return how one adult is reached now: between the preview and the sending, a judge or they may have spoken."""
    numbers = list(children)
    same = Person.objects.living_apart().filter(Q(pk__in=numbers) | Q(merged__in=numbers)).distinct()
    known = {child.pk: child for child in same}
    silenced = _silenced({person.pk: person}, known, today)
    told = tuple(child for pk, child in sorted(known.items()) if (person.pk, pk) not in silenced)
    if not told:
        return Addressee(person=person, children=(), reach=Reach.SILENCED)
    accounts = {person.account: _refused(person)} if person.account is not None and _opens(person) else {}
    reach = _reach(person, channels_wanted(accounts, Topic.ACTIVITIES))
    return Addressee(person=person, children=told, reach=reach)


def _activities(scope: Scope) -> Iterator[Audience]:
    for activity in activities_in_scope(scope):
        yield Audience(key=f"activite:{activity.pk}", title=activity.title, activity=activity)
        for group in activity.groups.all():
            title = f"{activity.title}, {group.title}"
            yield Audience(key=f"groupe:{group.pk}", title=title, activity=activity, group=group)


def _schools(day: date) -> Iterator[Audience]:
    rolls = Schooling.objects.live().in_year(str(SchoolYear.of(day))).order_by("level", "class_name")
    classes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for school, level, class_name in rolls.values_list("school", "level", "class_name").distinct():
        classes[school].append((level, class_name))
    for school in schools():
        yield Audience(key=f"ecole:{school.pk}", title=school.name, school=school)
        for level, class_name in classes[school.pk]:
            title = f"{school.name}, {_class(Level(level).label, class_name)}"
            key = f"classe:{school.pk}:{level}:{class_name}"
            yield Audience(key=key, title=title, school=school, level=level, class_name=class_name)


def _class(level: str, name: str) -> str:
    """Return « CP, Mme Petit », and « Grande section A » as it is."""
    return name if name.startswith(level) else ", ".join(filter(None, (level, name)))


def _representatives(children: Mapping[int, Person]) -> tuple[dict[int, Person], dict[int, set[int]]]:
    """Return the adults of the children's homes, and whose children each of them answers for."""
    homes = HouseholdMember.objects.filter(household__status=HouseholdStatus.ACTIVE, person__in=children)
    by_home: dict[int, set[int]] = defaultdict(set)
    for home, child in homes.filter(role=MemberRole.CHILD).values_list("household", "person"):
        by_home[home].add(child)
    members = HouseholdMember.objects.filter(household__in=by_home).exclude(role=MemberRole.CHILD)
    adults: dict[int, Person] = {}
    concerned: dict[int, set[int]] = defaultdict(set)
    for member in members.select_related("person__account"):
        adults[member.person_id] = member.person
        concerned[member.person_id] |= by_home[member.household_id]
    return adults, concerned


def _silenced(adults: Iterable[int], children: Iterable[int], today: date) -> set[tuple[int, int]]:
    """Return the pairs of an adult and a child of whom a judge lets them know nothing, under any number it had."""
    numbers = list(children)
    known = Q(child__in=numbers) | Q(child__merged_into__in=numbers)
    found = Restriction.objects.on(today).filter(known, kind=RestrictionKind.NO_INFORMATION, adult__in=list(adults))
    pairs = set()
    for adult, child, kept in found.order_by().values_list("adult", "child", "child__merged_into"):
        pairs |= {(adult, child), (adult, kept)}
    return pairs


def _refused(person: Person) -> frozenset[Channel]:
    declared = ((Channel.EMAIL, person.refuses_email), (Channel.SMS, person.refuses_sms))
    return frozenset(channel for channel, refuses in declared if refuses)


def _opens(person: Person) -> bool:
    """Whether this person has an account that opens, and so a space where to read."""
    return person.account is not None and person.account.status == AccountStatus.ACTIVE


def _reach(person: Person, wanted: Mapping[int, frozenset[Channel]]) -> Reach:
    if not _opens(person):
        if not person.email:
            return Reach.NO_ADDRESS
        return Reach.REFUSED if person.refuses_email else Reach.LETTER_BOX
    return _of_account(person.account, wanted[person.account.pk])


def _of_account(account: User, wanted: frozenset[Channel]) -> Reach:
    by_email = Channel.EMAIL in wanted and bool(account.email)
    if Channel.SMS in wanted:
        return Reach.EMAIL_AND_SMS if by_email else Reach.SMS
    return Reach.EMAIL if by_email else Reach.PORTAL
