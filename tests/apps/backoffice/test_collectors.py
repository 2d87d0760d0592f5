"""The dates of those who come for a child, as an agent reads them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import texts
from tests.factories import AgentFactory, AuthorisedPersonFactory, EnrolmentFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
SINCE = date(2020, 1, 1)


def test_an_agent_reads_the_dates_the_identity_seen_and_who_no_longer_may_come(sit: Sit) -> None:
    place = EnrolmentFactory()
    around = {"child": place.child, "household": place.household, "since": SINCE}
    today = timezone.localdate()
    clerk = AgentFactory(usual_name="Vidal")
    AuthorisedPersonFactory(**around, usual_name="Avant", until=today - timedelta(days=1))
    AuthorisedPersonFactory(**around, usual_name="Encore", until=today)
    AuthorisedPersonFactory(**around, usual_name="Vue", identity_checked_on=SINCE, identity_checked_by=clerk)
    lines = [line for line in texts(sit("administrator").get("enrolment", place.pk), "li") if "depuis le" in line]
    assert ["N’est plus autorisée" in line for line in lines] == [False, False, True]
    assert ["J’ai vu sa pièce d’identité" in line for line in lines] == [True, False, False]
    assert f"dernier jour le {today:%d/%m/%Y}" in lines[0]
    assert f"pièce d’identité vue le 01/01/2020 par {clerk.display_name}" in lines[1]
