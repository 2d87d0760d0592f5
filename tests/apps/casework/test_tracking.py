"""The link of a request: its author replaces it or takes it away, and nobody else."""

import pytest
from django.urls import reverse

from apps.casework import operations, queries
from apps.casework.errors import NotYourRequest
from apps.casework.models import Case
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import texts
from tests.apps.casework.makers import AT, draft, filed
from tests.apps.portal.signing import signed_in

pytestmark = pytest.mark.usefixtures("in_fresnes")


def submitted() -> operations.Filed:
    case = draft()
    return operations.submit(case=case, by=case.requester, at=AT)


def test_a_new_link_replaces_the_former_one() -> None:
    sent = submitted()
    token = operations.renew_tracking(case=sent.case, by=sent.case.requester, at=AT)
    assert queries.tracked(sent.tracking_token) is None
    assert queries.tracked(token).number == sent.case.number
    assert Case.objects.get().version == sent.case.version


def test_a_link_taken_away_leads_nowhere_and_another_may_be_made() -> None:
    sent = submitted()
    operations.revoke_tracking(case=sent.case, by=sent.case.requester, at=AT)
    assert (queries.tracked(sent.tracking_token), queries.tracked("")) == (None, None)
    assert queries.tracked(operations.renew_tracking(case=sent.case, by=sent.case.requester, at=AT)) is not None


def test_it_is_the_authors_alone() -> None:
    case, neighbour = filed(), citizen("voisin")
    for change in (operations.renew_tracking, operations.revoke_tracking):
        with pytest.raises(NotYourRequest):
            change(case=case, by=neighbour, at=AT)


class TestPage:
    @pytest.fixture
    def mine(self) -> Case:
        return filed()

    @pytest.fixture
    def browser(self, mine: Case, client_of, in_fresnes):
        return signed_in(client_of(in_fresnes), mine.requester)

    def test_the_page_of_the_request_leads_to_it_and_the_new_link_is_shown_once(self, browser, mine) -> None:
        page = browser.get(reverse("portal:case", args=[mine.number]))
        address = reverse("portal:case-link", args=[mine.number])
        assert f'href="{address}"' in page.text
        (link,) = texts(browser.post(address, {"renouveler": "1"}), ".tracking-link")
        assert browser.get(link).status_code == 200
        assert texts(browser.get(address), ".tracking-link") == []

    def test_it_is_taken_away(self, browser, mine) -> None:
        address = reverse("portal:case-link", args=[mine.number])
        page = browser.post(address, {"supprimer": "1"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == ["Le lien de suivi ne mène plus nulle part."]
        assert texts(browser.get(address), "main form button") == ["Créer un lien"]

    def test_a_strangers_request_does_not_exist(self, client_of, in_fresnes, mine) -> None:
        stranger = signed_in(client_of(in_fresnes), citizen("voisin"))
        assert stranger.post(reverse("portal:case-link", args=[mine.number])).status_code == 404
