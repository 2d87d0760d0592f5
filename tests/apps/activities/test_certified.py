"""A household that is late in certifying its data enrols nobody, where the commune says so."""

from datetime import date, datetime

import pytest

from apps.activities.queries import offers_for
from apps.families.models import Household
from apps.families.queries import household_of
from communes_config.schema import Certification, CertificationBlock
from tests.configurations import adjust
from tests.factories import ActivityFactory, CertificationFactory, activity_rules
from tests.instants import MONDAY_MORNING as AT
from tests.instants import PARIS

from .makers import child_of, no_catalogue, parent


@pytest.fixture
def late(in_fresnes):
    """A parent whose household was recorded more than a year ago, and its child."""
    adjust(in_fresnes, certification=Certification(every_months=12, blocks=(CertificationBlock.ENROLMENT,)))
    no_catalogue()
    ActivityFactory(rules=activity_rules())
    user = parent()
    Household.objects.filter(pk=household_of(user).pk).update(created_at=datetime(2025, 3, 15, 9, tzinfo=PARIS))
    return user


def offer_of(child, household):
    [offer] = offers_for([child], AT, household)[child.pk]
    return offer


def test_it_reads_why_and_where_to_mend_it(late):
    offer = offer_of(child_of(late), household_of(late))
    assert not offer.eligible
    [block] = offer.blocks
    assert (block.code, block.fix, block.fix_label) == (
        "data_uncertified",
        "portal:certification",
        "Confirmer nos informations",
    )
    assert "15 mars 2026" in block.sentence


def test_it_enrols_as_soon_as_it_has_certified(late):
    CertificationFactory(household=household_of(late), certified_at=AT)
    offer = offer_of(child_of(late), household_of(late))
    assert (offer.eligible, offer.blocks) == (True, ())


def test_the_other_household_of_a_child_enrols_as_before(late):
    child = child_of(late)
    assert offer_of(child, household_of(parent("autre"))).eligible
    assert offer_of(child, None).eligible


@pytest.mark.parametrize(("months", "cost"), [(None, 10), (12, 11)])
def test_it_costs_one_query_and_none_where_nothing_is_asked(late, in_fresnes, django_assert_num_queries, months, cost):
    blocks = (CertificationBlock.ENROLMENT,) if months else ()
    adjust(in_fresnes, certification=Certification(every_months=months, blocks=blocks))
    children, home = [child_of(late), child_of(late, "Zoé", born=date(2018, 2, 1))], household_of(late)
    with django_assert_num_queries(cost):
        offers_for(children, AT, home)
