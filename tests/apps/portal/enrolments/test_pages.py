from django.urls import reverse
from django.utils import timezone
import pytest
from apps.casework import operations as casework
from tests.factories import AgentFactory
from tests.apps.enrolments.filings import begun, family, filed, answered, NEXT_YEAR, JUNE
from tests.apps.portal.signing import signed_in

@pytest.mark.usefixtures("in_villefranque")
def test_x(client_of, villefranque):
    home = family("Léo")
    (leo,) = home.children
    case = filed(home, {leo: [NEXT_YEAR]})
    case = casework.take(case=case, by=AgentFactory(), at=JUNE)
    casework.accept(case=case, by=case.assigned_to, at=JUNE)
    answered(begun(home), {leo: ["car-scolaire"]})
    browser = signed_in(client_of(villefranque), home.parent)
    browser.get(reverse("portal:procedure-documents", args=["inscription"]))
