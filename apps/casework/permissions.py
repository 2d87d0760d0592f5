"""Who may do what with a case; when it may be done is the workflow's business."""

from apps.accounts import permissions as accounts
from apps.accounts.models import User
from apps.accounts.permissions import Permission, Scope
from apps.casework.models import Case


def may_file(user: User) -> bool:
    return accounts.may_file_cases(user)


def is_requester(user: User, case: Case) -> bool:
    return case.requester_id == user.pk


def may_see(user: User, case: Case) -> bool:
    return accounts.may(user, Permission.SEE_CASES, case.service)


def may_decide(user: User, case: Case) -> bool:
    return accounts.may(user, Permission.DECIDE_CASES, case.service)


def visible_scope(user: User) -> Scope:
    """The services whose cases this agent sees."""
    return accounts.scope_of(user, Permission.SEE_CASES)
