"""What `make demo` promises of each commune."""

import pyotp
import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from apps.accounts.enums import AccountStatus, SignInMethod
from apps.accounts.models import User
from apps.accounts.operations import give_code, give_recovery_code
from apps.accounts.permissions import Permission, may
from apps.casework import procedures
from apps.casework.enums import CaseStatus
from apps.casework.family import SLUG as FAMILY
from apps.casework.models import Case
from apps.enrolments.models import Absence
from apps.enrolments.procedure import SLUG as ENROLMENT
from apps.families import queries
from apps.families.enums import MatchStatus, RestrictionKind
from apps.families.models import BarredPerson, Custody, Household, MatchCandidate, Person, Restriction
from apps.families.operations import redeem_key
from apps.health.models import HealthRecord
from apps.health.permissions import children_whose_health_is_kept_by
from apps.health.queries import PlanTab, accesses_of, plan_counts
from communes_config import available
from communes_config.schema import ActivationMode
from deploy.local import changes, custody, demo_data, requests, work
from deploy.local.telephone import telephone_of
from tenants import context

pytestmark = pytest.mark.django_db


@pytest.fixture(params=available())
def shown(request: pytest.FixtureRequest) -> demo_data.Demonstration:
    return demo_data.ensure(slug=request.param, at=timezone.now())


def test_a_commune_is_filled_once_with_what_each_person_may_try(shown: demo_data.Demonstration) -> None:
    slug = shown.commune.slug
    assert shown.created
    assert demo_data.FEWEST < shown.families < 1.6 * demo_data.MOST
    with context.activate(slug):
        _everybody_signs_in()
        _the_parent_has_a_family_and_the_newcomer_joins_one(shown)
        _agents_have_work(shown)
        _the_health_officer_has_plans_in_each_state()
        _parents_live_apart()
        _the_telephone_that_is_printed_opens_an_account(shown)
    again = demo_data.ensure(slug=slug, at=timezone.now())
    assert (again.created, again.families) == (False, shown.families)


def _the_health_officer_has_plans_in_each_state() -> None:
    today = timezone.localdate()
    counts = plan_counts(today)
    assert {tab: counts[tab] > 0 for tab in PlanTab} == dict.fromkeys(PlanTab, True)
    assert HealthRecord.objects.count() > 20
    parent = User.objects.get(username_key=demo_data.PARENT)
    children = children_whose_health_is_kept_by(parent, today)
    assert HealthRecord.objects.filter(child__in=children).exists()
    assert accesses_of(children.filter(care_plans__status="signed").get()).count() == 2


def _everybody_signs_in() -> None:
    people = (
        demo_data.PARENT,
        demo_data.NEWCOMER,
        demo_data.AGENT,
        demo_data.ADMINISTRATOR,
        demo_data.OFFICER,
        demo_data.CAREFUL,
    )
    for username in people:
        user = User.objects.get(username_key=username)
        assert user.check_password(demo_data.PASSWORD)
        assert (user.status, user.must_change_password) == (AccountStatus.ACTIVE, False)
    assert may(User.objects.get(username_key=demo_data.AGENT), Permission.DECIDE_CASES)
    assert may(User.objects.get(username_key=demo_data.ADMINISTRATOR), Permission.MANAGE_AGENTS)
    assert may(User.objects.get(username_key=demo_data.OFFICER), Permission.EDIT_HEALTH)
    assert authenticate(username=demo_data.PARENT, password="autre") is None


def _the_telephone_that_is_printed_opens_an_account(shown: demo_data.Demonstration) -> None:
    careful = User.objects.get(username_key=demo_data.CAREFUL)
    at = timezone.now()
    code = pyotp.TOTP(shown.telephone.key.replace(" ", "")).at(at)
    assert give_code(user=careful, code=code, method=SignInMethod.PASSWORD, at=at) == careful
    assert give_recovery_code(user=careful, code=shown.telephone.codes[0], method=SignInMethod.PASSWORD, at=at) == 9
    assert telephone_of(careful).codes[0] == shown.telephone.codes[1]


def _the_parent_has_a_family_and_the_newcomer_joins_one(shown: demo_data.Demonstration) -> None:
    assert queries.holds_household(User.objects.get(username_key=demo_data.PARENT))
    newcomer = User.objects.get(username_key=demo_data.NEWCOMER)
    assert not queries.holds_household(newcomer)
    household = redeem_key(user=newcomer, typed=shown.keys[0].text.lower().replace("-", " "), at=timezone.now())
    assert household.members.filter(person__account=newcomer).exists()


def _parents_live_apart() -> None:
    [mother, father] = [User.objects.get(username_key=name) for name in (custody.MOTHER_APART, custody.FATHER_APART)]
    assert mother.check_password(demo_data.PASSWORD)
    [child] = queries.children_of(mother)
    assert list(queries.children_of(father)) == [child]
    assert queries.custody_on(child, timezone.localdate()) is not None
    assert Custody.objects.count() >= custody.SHARED // 2
    kinds = Restriction.objects.order_by("kind").values_list("kind", flat=True).distinct()
    assert set(kinds) == set(RestrictionKind)
    assert [barred.child for barred in BarredPerson.objects.on(timezone.localdate())] == [child]


def _agents_have_work(shown: demo_data.Demonstration) -> None:
    by_agent = shown.commune.config.activation.mode is ActivationMode.AGENT
    assert shown.to_approve == len(work.WAITING_FOR_AN_AGENT if by_agent else work.WAITING_WITHOUT_CAPTCHA)
    waiting = User.objects.to_approve()
    assert waiting.filter(approval_due_at__lt=timezone.now()).exists()
    assert waiting.filter(approval_due_at__gt=timezone.now()).exists()
    statuses = set(Case.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == set(CaseStatus) - {CaseStatus.ABANDONED}
    offered = {plan.procedure for plan in (*requests.PLANS, *changes.PLANS) if procedures.find(plan.procedure)}
    asked = Case.objects.filter(requester__username_key=demo_data.PARENT).exclude(procedure=FAMILY)
    assert set(asked.order_by("pk").values_list("status", flat=True)) == {
        "needs_information",
        "accepted",
        "closed",
        "draft",
    }
    assert set(Case.objects.order_by("pk").values_list("procedure", flat=True)) == {FAMILY, ENROLMENT, *offered}
    assert set(Absence.objects.order_by("pk").values_list("justified", flat=True)) == {True, False}
    assert MatchCandidate.objects.filter(status=MatchStatus.PENDING).exists()
    assert Person.objects.filter(birth_date__gt=timezone.now().date()).count() == 0
    assert Household.objects.filter(members=None).count() == 0
