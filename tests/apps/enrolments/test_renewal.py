"""The next year, already filled in; the next request of the year, lighter."""

from datetime import date, datetime

import pytest

from apps.activities.models import Activity, Period, Site, Unit
from apps.casework import operations as casework
from apps.casework.errors import CaseIncomplete
from apps.casework.filling import filling
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
from apps.enrolments.queries import current_texts
from apps.enrolments.renewal import renewed
from apps.enrolments.situation import situation_of
from core import forms
from tests.factories import AgentFactory, AuthorisationTextFactory, EnrolmentFactory
from tests.instants import PARIS

from .filings import CARE_NEXT_YEAR, JUNE, NEXT_YEAR, begun, family, filed, form_of, plain, step, with_pieces

pytestmark = pytest.mark.usefixtures("in_villefranque")

CANTEEN, CARE = "restauration-ecole-publique", "garderie-ecole-publique"


def enrolled(home, child, slug: str = CANTEEN, units: tuple[str, ...] = ("menu-vegetarien",), **fields) -> Enrolment:
    """A place of the year that ends."""
    activity = Activity.objects.current().get(slug=slug)
    made = EnrolmentFactory(
        child=child,
        household=home.household,
        activity=activity,
        period=Period.objects.current().get(slug="annee-2025-2026"),
        site=Site.objects.current().get(slug="ecole-publique"),
        **fields,
    )
    made.units.set(Unit.objects.filter(activity=activity, slug__in=units))
    return made


def accepted(case):
    case = casework.take(case=case, by=AgentFactory(), at=JUNE)
    return casework.accept(case=case, by=case.assigned_to, at=JUNE)


def steps_of(case) -> list[str]:
    return [one.slug for one in forms.visible_steps(form_of(case), case.payload["answers"])]


def may_renew(user, at) -> bool:
    return bool(renewed(situation_of(user, at)))


class TestNextYear:
    def test_the_request_is_filled_in_with_this_year_in_the_class_of_the_next(self):
        home = family(level="ce1")
        (leo,) = home.children
        enrolled(home, leo)
        line = f"child-{leo.pk}-{CANTEEN}_annee-2026-2027"
        assert begun(home).payload["answers"] == {
            "children": [str(leo.pk)],
            f"child-{leo.pk}-activities": [NEXT_YEAR],
            f"{line}-start": "2026-09-02",
            f"{line}-end": "2027-07-04",
            f"{line}-site": "ecole-publique",
            f"{line}-group": "ce2",
            f"{line}-units": "menu-vegetarien",
            f"child-{leo.pk}-pai": False,
        }

    def test_several_units_and_what_the_family_allowed_come_along(self):
        home = family()
        (leo,) = home.children
        enrolled(home, leo, CARE, ("matin", "soir"))
        contact = home.household.contacts.get()
        text = form_text("image-presse")
        operations.answer_for_child(
            child=leo,
            household=home.household,
            permissions={text: False},
            collectors=[operations.Collector.from_contact(contact)],
            by=home.parent,
            at=JUNE,
            today=JUNE.date(),
        )
        answers = begun(home).payload["answers"]
        assert answers[f"child-{leo.pk}-{CARE}_annee-2026-2027-units"] == ["matin", "soir"]
        assert answers[f"child-{leo.pk}-permission-image-presse-{text.pk}"] is False
        assert answers[f"child-{leo.pk}-contact-{contact.pk}"] is True

    def test_only_statements_and_pieces_are_left_to_give(self):
        home = family()
        (leo,) = home.children
        enrolled(home, leo)
        case = begun(home)
        for slug in (f"child-{leo.pk}", "engagements"):
            case = step(case, slug, **{asked.slug: plain(asked, {}) for asked in form_of(case).step(slug).questions})
        with_pieces(case)
        case = casework.submit(case=case, by=home.parent, at=JUNE).case
        line = Enrolment.objects.get(case=case)
        assert (line.school_year, line.group.slug) == ("2026-2027", "ce2")
        assert [unit.slug for unit in line.units.all()] == ["menu-vegetarien"]

    @pytest.mark.parametrize(("level", "goes_on"), [("cm1", True), ("cm2", False)])
    def test_a_child_who_leaves_the_school_is_not_enrolled_again(self, level, goes_on):
        home = family(level=level)
        enrolled(home, home.children[0])
        assert may_renew(home.parent, JUNE) == goes_on
        assert bool(begun(home).payload["answers"]) == goes_on

    @pytest.mark.parametrize("status", [EnrolmentStatus.CANCELLED, EnrolmentStatus.WAITING])
    def test_what_never_was_is_not_renewed(self, status):
        home = family()
        enrolled(home, home.children[0], status=status)
        assert not may_renew(home.parent, JUNE)

    def test_a_place_that_ended_during_the_year_is(self):
        home = family()
        enrolled(home, home.children[0], status=EnrolmentStatus.ENDED, ends_on=date(2026, 2, 6))
        assert may_renew(home.parent, JUNE)

    @pytest.mark.parametrize(("hour", "minute", "open_"), [(7, 59, False), (8, 0, True)])
    def test_before_the_window_opens_nothing_is_renewed(self, hour, minute, open_):
        home = family()
        enrolled(home, home.children[0])
        assert may_renew(home.parent, datetime(2026, 6, 15, hour, minute, tzinfo=PARIS)) == open_

    def test_what_is_asked_already_is_not_asked_twice(self):
        home = family()
        enrolled(home, home.children[0])
        filed(home)
        assert not may_renew(home.parent, JUNE)

    def test_an_account_without_a_family_renews_nothing(self):
        assert not may_renew(AgentFactory(), JUNE)


class TestSameYear:
    def test_what_was_answered_this_year_is_not_asked_again(self):
        home = family()
        (leo,) = home.children
        accepted(filed(home, {leo: [NEXT_YEAR]}))
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        case = step(case, "activites", **{f"child-{leo.pk}-activities": [CARE_NEXT_YEAR]})
        assert steps_of(case) == [
            "enfants",
            "activites",
            f"child-{leo.pk}-{CARE}_annee-2026-2027",
            "engagements",
        ]

    def test_a_text_that_changed_is_asked_again_alone(self):
        home = family()
        (leo,) = home.children
        accepted(filed(home, {leo: [NEXT_YEAR]}))
        old = form_text("image-presse")
        new = AuthorisationTextFactory(slug="image-presse", title=old.title, version="2027-01", published_at=JUNE)
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        case = step(case, "activites", **{f"child-{leo.pk}-activities": [CARE_NEXT_YEAR]})
        asked = form_of(case).step(f"child-{leo.pk}")
        assert [question.slug for question in asked.questions] == [f"child-{leo.pk}-permission-image-presse-{new.pk}"]
        assert "reste valable" in asked.intro

    def test_the_answers_stay_when_the_next_request_is_accepted(self):
        home = family()
        (leo,) = home.children
        accepted(filed(home, {leo: [NEXT_YEAR]}, other="yes", first_names="Ana", usual_name="Lopes"))
        accepted(filed(home, {leo: [CARE_NEXT_YEAR]}))
        assert PermissionAnswer.objects.filter(child=leo).count() == 5
        assert [person.full_name for person in AuthorisedPerson.objects.on(JUNE.date())] == ["Ana Lopes"]

    def test_a_place_given_at_the_desk_answered_nothing(self):
        home = family()
        (leo,) = home.children
        enrolled(home, leo, CARE, ("soir",), school_year="2026-2027")
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        case = step(case, "activites", **{f"child-{leo.pk}-activities": [NEXT_YEAR]})
        assert f"child-{leo.pk}" in steps_of(case)

    def test_a_pai_that_is_followed_is_not_asked_again(self):
        home = family()
        (leo,) = home.children
        accepted(filed(home, {leo: [NEXT_YEAR]}, pai="yes"))
        Enrolment.objects.all().delete()
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        case = step(case, "activites", **{f"child-{leo.pk}-activities": [NEXT_YEAR]})
        assert f"child-{leo.pk}-pai" not in {question.slug for _step, question in form_of(case).questions()}


class TestNothingToAsk:
    def test_a_request_names_one_activity_at_least(self):
        home = family()
        (leo,) = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        with pytest.raises(CaseIncomplete) as refusal:
            casework.submit(case=case, by=home.parent, at=JUNE)
        assert "activites" in {problem.step for problem in refusal.value.context["problems"]}

    def test_a_child_to_whom_nothing_is_open_is_not_asked_to_choose(self):
        home = family("Léo", "Zoé", birth_date=date(2003, 1, 1))
        leo, zoe = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk), str(zoe.pk)])
        asked = form_of(case).question(f"child-{leo.pk}-activities")
        assert not asked.required
        assert all(option.refused for option in asked.options)
        problems = filling(case, JUNE).problems
        assert [problem.message for problem in problems if problem.step == "activites"] == [
            "Choisissez au moins une activité, pour un de vos enfants."
        ]


def form_text(slug: str):
    return current_texts([slug])[slug]
