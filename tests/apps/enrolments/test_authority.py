"""Who lives with a child without parental authority reads its places, and does not decide of them."""

import pytest
from django.urls import reverse

from apps.casework import handlers
from apps.casework import operations as casework
from apps.enrolments import formula, operations
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
from apps.enrolments.queries import children_to_answer, of_family
from apps.enrolments.renewal import renewed
from apps.families.errors import NoAuthority
from communes_config.schema import UnitChanges
from tests.factories import (
    AuthorisationTextFactory,
    PersonFactory,
    RelationshipFactory,
)

from .filings import JUNE, NEXT_YEAR, answered, begun, family, form_of, situation, step, with_pieces
from .makers import AT, TODAY, parent_of
from .test_formula import LATER, lunch
from .test_renewal import enrolled

REFUSED = (
    "ous n’exercez pas l’autorité parentale sur Léo : demandez à un parent qui l’exerce de faire cette démarche, "
    "ou à la mairie d’ajouter que vous l’exercez."
)


def held_elsewhere(child) -> None:
    """The authority is another's: who lives with the child and asks has no tie to it."""
    RelationshipFactory(adult=PersonFactory(), child=child)


@pytest.mark.usefixtures("in_villefranque")
class TestRequest:
    def test_the_child_is_shown_with_the_reason_and_the_others_may_be_chosen(self):
        home = family("Léo", "Zoé")
        held_elsewhere(home.children[0])
        leo, zoe = form_of(begun(home)).question("children").options
        assert (leo.refused, leo.fix_url) == (f"v{REFUSED}", reverse("portal:child", args=[leo.value]))
        assert (zoe.refused, zoe.fix_url) == ("", "")

    def test_choosing_the_child_all_the_same_is_refused(self):
        home = family()
        held_elsewhere(home.children[0])
        draft = begun(home)
        kept = casework.answer_step(
            case=draft, step="enfants", raw={"children": [str(home.children[0].pk)]}, by=home.parent, at=JUNE
        )
        assert [REFUSED in problem.message for problem in kept.problems] == [True]

    def test_what_was_ticked_before_is_not_filed(self):
        home = family()
        case = answered(begun(home), {home.children[0]: [NEXT_YEAR]})
        with_pieces(case)
        held_elsewhere(home.children[0])
        with pytest.raises(NoAuthority):
            casework.submit(case=case, by=home.parent, at=JUNE)
        assert not Enrolment.objects.exists()

    def test_the_grid_says_why(self):
        home = family()
        (leo,) = home.children
        case = step(begun(home), "enfants", children=[str(leo.pk)])
        held_elsewhere(leo)
        option = form_of(case).question(f"child-{leo.pk}-activities").option(NEXT_YEAR)
        assert (option.refused, option.fix_label) == (f"V{REFUSED}", "Voir sa fiche")

    def test_nothing_is_renewed_for_the_child(self):
        home = family("Léo", "Zoé")
        for one in home.children:
            enrolled(home, one)
        held_elsewhere(home.children[0])
        assert renewed(situation(home))["children"] == [str(home.children[1].pk)]


@pytest.mark.usefixtures("in_fresnes")
class TestPlace:
    @pytest.fixture
    def place(self):
        return lunch(UnitChanges.DIRECT)

    def answer(self, place) -> None:
        operations.change_answers(
            child=place.child,
            household=place.household,
            permissions={AuthorisationTextFactory(slug="essai"): True},
            collectors=[],
            by=parent_of(place.household),
            at=AT,
            today=TODAY,
        )

    def change(self, place) -> Enrolment:
        units = [unit for unit in formula.units_of(place) if unit.slug == "vegetarien"]
        return formula.change_at_once(
            enrolment=place, units=units, from_day=LATER, by=parent_of(place.household), at=AT
        )

    def test_who_decides_answers_and_changes(self, place):
        RelationshipFactory(adult=parent_of(place.household).person, child=place.child)
        held_elsewhere(place.child)
        self.answer(place)
        assert PermissionAnswer.objects.count() == 1
        assert self.change(place).follows == place

    def test_the_place_is_seen_and_neither_answered_for_nor_changed(self, place):
        held_elsewhere(place.child)
        for act in (self.answer, self.change):
            with pytest.raises(NoAuthority):
                act(place)
        assert not PermissionAnswer.objects.exists()
        assert not AuthorisedPerson.objects.exists()
        assert Enrolment.objects.get() == place
        [seen] = of_family(parent_of(place.household), TODAY)
        assert seen.current == (place,)

    def test_a_formule_is_not_asked_for(self):
        place = lunch()
        held_elsewhere(place.child)
        payload = formula.payload_of(place, formula.units_of(place), LATER)
        with pytest.raises(NoAuthority):
            casework.file_at_once(procedure=formula.SLUG, payload=payload, by=parent_of(place.household), at=AT)

    def test_an_agent_agrees_to_what_was_asked_in_time(self):
        place = lunch()
        units = [unit for unit in formula.units_of(place) if unit.slug == "vegetarien"]
        payload = formula.payload_of(place, units, LATER)
        case = casework.file_at_once(procedure=formula.SLUG, payload=payload, by=parent_of(place.household), at=AT)
        held_elsewhere(place.child)
        handlers.of_case(case).accept(case=case, by=parent_of(place.household), at=AT)
        assert Enrolment.objects.filter(follows=place).exists()

    @pytest.mark.parametrize("elsewhere", [False, True])
    def test_a_text_waits_for_the_answer_of_who_decides(self, elsewhere):
        AuthorisationTextFactory(slug="essai")
        place = lunch(authorisations=("essai",))
        if elsewhere:
            held_elsewhere(place.child)
        waiting = () if elsewhere else (place.child,)
        assert children_to_answer(parent_of(place.household), TODAY) == waiting
