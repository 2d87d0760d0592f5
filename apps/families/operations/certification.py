"""A household says that what the commune knows of it is right; it is told when it is time to say so again."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.errors import CertificationNotAsked, NoFamilyYet, StatementChanged
from apps.families.models import Certification, Household
from apps.families.operations.versions import locked_household
from apps.families.queries import accounts_to_remind, household_of, in_state, statement_of, with_certification
from apps.messaging.operations import send_email
from communes_config.schema import CertificationBlock
from core.certification import Certified, Renewal
from tenants import context

PAGE = "portal:certification"


@transaction.atomic
def certify(*, by: User, version: str, at: datetime) -> Certification:
    """Keep that an adult of a household read all that is known of it, in this version, and says that it is right.

    Said twice in a day of the same version, it is kept once.
    Raises CertificationNotAsked, NoFamilyYet, or StatementChanged when what was read is no longer what is known.
    """
    if context.config().certification.renewal is None:
        raise CertificationNotAsked
    household = household_of(by)
    if household is None:
        raise NoFamilyYet
    household = locked_household(household)
    today = context.local_date(at)
    statement = statement_of(by, household, today)
    if statement.version != version:
        raise StatementChanged
    last = household.certifications.filter(certified_by=by, version=version).first()
    if last is not None and context.local_date(last.certified_at) == today:
        return last
    made = Certification.objects.create(
        household=household, certified_by=by, certified_at=at, version=version, content=statement.to_json()
    )
    record(action="families.certified", actor=by, subject=household, at=at, data={"version": version})
    return made


def remind_certifications(*, at: datetime) -> int:
    """Write to each household once when its term comes near, and once at its term; return to how many."""
    renewal, today = context.config().certification.renewal, context.local_date(at)
    if renewal is None:
        return 0
    waiting = with_certification().exclude(in_state(renewal, Certified.UP_TO_DATE, today)).order_by("pk")
    due = [one.pk for one in waiting if _is_to_be_told(one, _term(one, renewal), today)]
    return sum(_remind(pk, renewal, at) for pk in due)


def _term(household: Household, renewal: Renewal) -> date:
    """Return the last day of what a household of `with_certification` said."""
    return renewal.due_on(context.local_date(household.certified_since))


def _is_to_be_told(household: Household, due: date, today: date) -> bool:
    told = household.certification_recalled_for if today >= due else household.certification_asked_for
    return told != due


@transaction.atomic
def _remind(pk: int, renewal: Renewal, at: datetime) -> bool:
    """Lock the household and read again: another run, or its adults, may have come first."""
    today = context.local_date(at)
    Household.objects.select_for_update(of=("self",)).get(pk=pk)
    household = with_certification().get(pk=pk)
    due = _term(household, renewal)
    if today < renewal.asked_from(due) or not _is_to_be_told(household, due, today):
        return False
    household.certification_asked_for = due
    if today >= due:
        household.certification_recalled_for = due
    household.save(update_fields=["certification_asked_for", "certification_recalled_for"])
    _write(household, due, at)
    record(action="families.certification_reminded", actor=None, subject=household, at=at, data={"due_on": str(due)})
    return True


def _write(household: Household, due: date, at: datetime) -> None:
    page, config = reverse(PAGE), context.config()
    for account in accounts_to_remind(household):
        send_email(
            template="families/certification_due",
            to=account,
            context={
                "person_name": account.full_name,
                "due_on": due,
                "is_late": context.local_date(at) > due,
                "closes_enrolment": CertificationBlock.ENROLMENT in config.certification.blocks,
                "service": config.service(config.family.service),
                "action_url": context.url(page),
                "action_label": "Relire et confirmer",
            },
            at=at,
            subject_of=household,
            page=page,
        )
