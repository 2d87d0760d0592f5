"""A place changed at the desk: read again with the e-mail that will leave, then kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.enrolments.models import Enrolment
from apps.messaging.models import Message
from tenants import context
from tests.apps.activities.makers import no_catalogue
from tests.apps.backoffice.desk import texts
from tests.apps.backoffice.test_enrolments import canteen, enrolled
from tests.factories import ActivityGroupFactory, EnrolmentFactory, UnitFactory

KEEP = {"suite": "enregistrer"}


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def today() -> date:
    return context.local_date(timezone.now())


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


@pytest.fixture
def place() -> Enrolment:
    activity = canteen(None)
    one = enrolled(activity, starts_on=today() - timedelta(days=10), ends_on=today() + timedelta(days=20))
    one.units.set(activity.units.all())
    ActivityGroupFactory(activity=activity, slug="grands", title="Les grands", capacity=1)
    UnitFactory(activity=activity, slug="vegetarien", title="Menu végétarien")
    return one


def typed(place: Enrolment, **changes: object) -> dict[str, object]:
    given = {
        "group": "tous",
        "units": ["menu"],
        **day("from_day", today()),
        **day("starts_on", place.starts_on),
        **day("ends_on", place.ends_on),
    }
    return {**given, **changes}


def test_what_changes_is_read_with_the_email_then_kept(sit: Callable, place: Enrolment) -> None:
    desk = sit("family_agent")
    assert "Modifier" in texts(desk.get("enrolment", place.pk), "aside .button")
    sent = typed(place, units=["vegetarien"], reason="À la demande de la mère.")
    page = desk.post("enrolment-change", place.pk, **sent)
    assert texts(page, "tbody tr") == ["Formule Menu classique Menu végétarien"]
    assert "Menu végétarien" in texts(page, ".section")[-1]
    assert (Enrolment.objects.count(), Message.objects.count()) == (1, 0)
    assert desk.say("enrolment-change", place.pk, **sent, **KEEP) == [
        "L’inscription est modifiée : la famille est prévenue."
    ]
    after = Enrolment.objects.get(follows=place)
    assert [unit.title for unit in after.units.all()] == ["Menu végétarien"]
    assert "Ensuite" in " ".join(texts(desk.get("enrolment", place.pk), "main .section p"))
    assert "Avant le" in " ".join(texts(desk.get("enrolment", after.pk), "main .section p"))


def test_a_full_group_is_said_before_anything_is_kept(sit: Callable, place: Enrolment) -> None:
    grands = place.activity.groups.get(slug="grands")
    days = {"starts_on": place.starts_on, "ends_on": place.ends_on, "school_year": place.school_year}
    EnrolmentFactory(activity=place.activity, group=grands, **days)
    page = sit("family_agent").post("enrolment-change", place.pk, **typed(place, group="grands"))
    assert page.status_code == 422
    assert "est complet" in texts(page, ".error-summary")[0]


def test_one_formule_where_the_activity_lets_one(sit: Callable, place: Enrolment) -> None:
    page = sit("family_agent").post("enrolment-change", place.pk, **typed(place, units=["menu", "vegetarien"]))
    assert "Choisissez une seule formule." in texts(page, ".error-summary")[0]


def test_dates_stay_in_the_period(sit: Callable, place: Enrolment) -> None:
    late = typed(place, **day("ends_on", date(2999, 1, 1)))
    page = sit("family_agent").post("enrolment-change", place.pk, **late)
    assert "Cette date doit être au plus tard" in texts(page, ".error-summary")[0]


def test_who_may(sit: Callable, place: Enrolment) -> None:
    assert sit("reader").get("enrolment-change", place.pk).status_code == 403
    elsewhere = sit("family_agent", service="enfance", username="agent.enfance")
    assert elsewhere.get("enrolment-change", place.pk).status_code == 404
