from core.eligibility import Conditions, GroupRule
from core.grouping import Hole, Overlap, holes, overlaps
from core.schooling import Level

CONDITIONS = Conditions(min_age=3, max_age=7)
SMALL, TALL = GroupRule(slug="petits", max_age=5), GroupRule(slug="grands", min_age=6)


def test_groups_that_follow_one_another_leave_nothing_to_say() -> None:
    assert overlaps([SMALL, TALL]) == ()
    assert holes(CONDITIONS, [SMALL, TALL], levels=[], schools=[]) == ()


def test_an_age_that_two_groups_take_is_seen() -> None:
    assert overlaps([GroupRule(slug="a", max_age=6), TALL]) == (Overlap("a", "grands"),)


def test_an_age_that_no_group_takes_is_seen() -> None:
    groups = [GroupRule(slug="a", max_age=4), GroupRule(slug="b", min_age=6)]
    assert holes(CONDITIONS, groups, levels=[], schools=[]) == (Hole(age=5),)


def test_a_level_and_a_school_that_no_group_takes_are_seen() -> None:
    groups = [GroupRule(slug="a", levels=(Level.CP,), schools=("x",))]
    assert holes(CONDITIONS, groups, levels=[Level.GS, Level.CP], schools=["x", "y"]) == (
        Hole(level=Level.GS),
        Hole(school="y"),
    )


def test_groups_of_different_levels_or_schools_do_not_meet() -> None:
    cp, ce1 = GroupRule(slug="cp", levels=(Level.CP,)), GroupRule(slug="ce1", levels=(Level.CE1,))
    here, there = GroupRule(slug="ici", schools=("x",)), GroupRule(slug="là", schools=("y",))
    assert overlaps([cp, ce1]) == overlaps([here, there]) == ()
    assert overlaps([cp, GroupRule(slug="tous")]) == (Overlap("cp", "tous"),)


def test_without_groups_nothing_is_missing() -> None:
    assert holes(CONDITIONS, [], levels=[Level.CP], schools=["x"]) == ()
