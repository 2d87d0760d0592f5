"""The conditions of real communes, on the files of the four: who may enrol, in which group, from which instant."""

from datetime import date, datetime

import pytest

from apps.activities.models import School
from apps.activities.queries import Offer, offer_for
from apps.families.models import Person
from tests.apps.activities.makers import child_of, parent
from tests.factories import CertificationFactory, SchoolingFactory
from tests.instants import PARIS

AUTUMN = datetime(2026, 10, 5, 9, 0, tzinfo=PARIS)
HERE = {"fresnes": "94034", "villefranque": "64558", "villennes-sur-seine": "78672", "carbon-blanc": "33096"}
ELSEWHERE = "75056"


def at(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def offer(
    key: str,
    *,
    born: date = date(2018, 5, 4),
    school: str = "",
    level: str = "ce2",
    insee: str,
    when: datetime = AUTUMN,
) -> Offer:
    """What the commune says of one activity to one child on a day, of a family whose data is certified."""
    user = parent("parent.regles", insee=insee)
    child = child_of(user, born=born)
    if school:
        pupil = {"school": School.objects.get(slug=school), "level": level}
        SchoolingFactory(child=child, school_year="2026-2027", **pupil)
    household = user.person.memberships.get().household
    CertificationFactory(household=household, certified_at=when)
    return next(one for one in offer_for(child, when, household) if one.key == key)


def codes(found: Offer) -> list[str]:
    return [block.code for block in found.blocks]


def groups(found: Offer) -> list[str]:
    return [group.slug for group in found.groups]


@pytest.mark.usefixtures("in_carbon_blanc")
class TestResidentsFirst:
    """Residents from 21 August at 7:00, the others a week later at the same hour."""

    @pytest.mark.parametrize(
        ("insee", "when", "refused"),
        [
            (HERE["carbon-blanc"], at(21, 8, 6, 59), ["not_open_yet"]),
            (HERE["carbon-blanc"], at(21, 8, 7), []),
            (ELSEWHERE, at(21, 8, 7), ["not_open_yet"]),
            (ELSEWHERE, at(28, 8, 6, 59), ["not_open_yet"]),
            (ELSEWHERE, at(28, 8, 7), []),
        ],
    )
    def test_a_year_of_sport(self, insee, when, refused):
        assert codes(offer("ecole-multisport.annee-2026-2027", insee=insee, when=when)) == refused

    @pytest.mark.parametrize(
        ("insee", "when", "refused"),
        [
            (HERE["carbon-blanc"], at(31, 5, 23, 59, 2027), []),
            (HERE["carbon-blanc"], at(1, 6, 0, 0, 2027), ["closed"]),
            (ELSEWHERE, at(31, 5, 23, 59, 2027), ["not_resident"]),
        ],
    )
    def test_the_bus_is_for_residents_until_the_last_instant_of_may(self, insee, when, refused):
        found = offer("transport.annee-2026-2027", insee=insee, school="elementaire-du-bourg", when=when)
        assert codes(found) == refused

    @pytest.mark.parametrize(
        ("born", "refused"),
        [
            (date(2021, 12, 31), []),
            (date(2022, 1, 1), ["too_young"]),
            (date(2015, 1, 1), []),
            (date(2014, 12, 31), ["too_old"]),
        ],
    )
    def test_from_5_to_11_years_at_31_december(self, born, refused):
        insee = HERE["carbon-blanc"]
        assert codes(offer("ecole-multisport.annee-2026-2027", born=born, insee=insee)) == refused

    @pytest.mark.parametrize(
        ("born", "group"), [(date(2019, 1, 1), "ans-5-7"), (date(2018, 12, 31), "ans-8-11")], ids=["7", "8"]
    )
    def test_the_group_is_that_of_the_age_at_31_december(self, born, group):
        assert groups(offer("ecole-multisport.annee-2026-2027", born=born, insee=HERE["carbon-blanc"])) == [group]


@pytest.mark.usefixtures("in_fresnes")
class TestFresnes:
    @pytest.mark.parametrize(
        ("born", "refused"),
        [
            (date(2022, 12, 31), []),
            (date(2023, 1, 1), ["too_young"]),
            (date(2009, 1, 1), []),
            (date(2008, 12, 31), ["too_old"]),
        ],
    )
    def test_sport_is_from_4_to_17_years_at_31_december(self, born, refused):
        assert codes(offer("activites-sportives.ateliers-2026-2027", born=born, insee=HERE["fresnes"])) == refused

    @pytest.mark.parametrize(
        ("insee", "when", "refused"),
        [
            (HERE["fresnes"], at(29, 8, 8, 59), ["not_open_yet"]),
            (HERE["fresnes"], at(29, 8, 9), []),
            (ELSEWHERE, at(5, 9, 8, 59), ["not_open_yet"]),
            (ELSEWHERE, at(5, 9, 9), []),
        ],
    )
    def test_the_forum_of_september_is_for_residents_a_week_before(self, insee, when, refused):
        assert codes(offer("activites-culturelles.ateliers-2026-2027", insee=insee, when=when)) == refused

    @pytest.mark.parametrize(
        ("when", "refused"),
        [
            (at(16, 11, 8, 59), ["not_open_yet"]),
            (at(16, 11, 9), []),
            (at(4, 12, 17, 59), []),
            (at(4, 12, 18), ["closed"]),
        ],
    )
    def test_christmas_is_booked_between_two_instants(self, when, refused):
        key = "accueil-de-loisirs-vacances.noel-2026"
        assert codes(offer(key, insee=HERE["fresnes"], when=when)) == refused

    @pytest.mark.parametrize(
        ("born", "group"),
        [
            (date(2023, 12, 21), ["ans-3-5"]),
            (date(2020, 12, 22), ["ans-3-5"]),
            (date(2020, 12, 21), ["ans-6-8"]),
            (date(2017, 12, 22), ["ans-6-8"]),
            (date(2017, 12, 21), ["ans-9-12"]),
            (date(2013, 12, 22), ["ans-9-12"]),
        ],
    )
    def test_the_group_is_that_of_the_age_on_the_first_day(self, born, group):
        key = "accueil-de-loisirs-vacances.noel-2026"
        assert groups(offer(key, born=born, insee=HERE["fresnes"], when=at(20, 11, 9))) == group

    @pytest.mark.parametrize(
        ("born", "refused"),
        [(date(2023, 12, 22), ["too_young"]), (date(2013, 12, 21), ["too_old"])],
        ids=["a day short of 3", "13"],
    )
    def test_the_holidays_are_from_3_to_12_years_on_the_first_day(self, born, refused):
        key = "accueil-de-loisirs-vacances.noel-2026"
        assert codes(offer(key, born=born, insee=HERE["fresnes"], when=at(20, 11, 9))) == refused

    @pytest.mark.parametrize(
        ("school", "refused"), [("elementaire-des-lilas", []), ("", ["school_missing"])], ids=["pupil", "unknown"]
    )
    def test_the_canteen_is_for_the_pupils_of_public_schools(self, school, refused):
        assert codes(offer("restauration.annee-2026-2027", school=school, insee=HERE["fresnes"])) == refused


@pytest.mark.usefixtures("in_villefranque")
class TestVillefranque:
    @pytest.mark.parametrize(
        ("key", "school", "refused"),
        [
            ("restauration-ecole-publique", "ecole-publique", []),
            ("restauration-ecole-publique", "ecole-privee", ["other_school_kind"]),
            ("restauration-ecole-privee", "ecole-privee", []),
            ("garderie-ecole-privee", "ecole-publique", ["other_school_kind"]),
        ],
    )
    def test_each_school_has_its_own_activities(self, key, school, refused):
        found = offer(f"{key}.annee-2026-2027", school=school, insee=HERE["villefranque"])
        assert codes(found) == refused

    @pytest.mark.parametrize(
        ("school", "level", "group"),
        [
            ("ecole-publique", "tps", "tps-ps"),
            ("ecole-publique", "ps", "tps-ps"),
            ("ecole-publique", "ms", "ms"),
            ("ecole-publique", "cm2", "cm2"),
            ("ecole-privee", "cp", "cp-ce1"),
            ("ecole-privee", "ce1", "cp-ce1"),
            ("ecole-privee", "ce2", "ce2"),
            ("ecole-privee", "cm1", "cm1-cm2"),
        ],
    )
    def test_the_group_is_that_of_the_class(self, school, level, group):
        kind = "publique" if school == "ecole-publique" else "privee"
        key = f"restauration-ecole-{kind}.annee-2026-2027"
        assert groups(offer(key, school=school, level=level, insee=HERE["villefranque"])) == [group]


@pytest.mark.usefixtures("in_villennes")
class TestVillennes:
    @pytest.mark.parametrize(
        ("level", "study", "evening"),
        [("gs", ["other_level"], []), ("cp", [], ["other_level"]), ("cm2", [], ["other_level"])],
    )
    def test_study_begins_where_the_evening_of_the_little_ones_ends(self, level, study, evening):
        school = "maternelle-du-bourg" if level == "gs" else "elementaire-du-bourg"
        found = offer(
            "etude.annee-2026-2027",
            born=date(2020, 10, 6),
            school=school,
            level=level,
            insee=HERE["villennes-sur-seine"],
        )
        assert codes(found) == study
        child = Person.objects.get(first_names="Léo")
        other = next(one for one in offer_for(child, AUTUMN) if one.key == "accueil-du-soir.annee-2026-2027")
        assert codes(other) == evening

    @pytest.mark.parametrize(
        ("born", "insee", "refused"),
        [
            (date(2015, 10, 5), "78672", []),
            (date(2015, 10, 6), "78672", ["too_young"]),
            (date(2008, 10, 6), "78672", []),
            (date(2008, 10, 5), "78672", ["too_old"]),
            (date(2012, 1, 1), ELSEWHERE, ["not_resident"]),
        ],
    )
    def test_the_youth_club_is_for_residents_of_11_to_17(self, born, insee, refused):
        assert codes(offer("le-local.annee-2026-2027", born=born, insee=insee)) == refused

    @pytest.mark.parametrize(
        ("insee", "when", "refused"),
        [
            ("78672", at(18, 5, 7, 59), ["not_open_yet"]),
            ("78672", at(18, 5, 8), []),
            (ELSEWHERE, at(22, 6, 7, 59), ["not_open_yet"]),
            (ELSEWHERE, at(22, 6, 8), []),
        ],
    )
    def test_wednesdays_open_to_residents_first(self, insee, when, refused):
        assert codes(offer("mercredis.annee-2026-2027", insee=insee, when=when)) == refused
