"""Who may see and change enrolments; when it may be done is the workflow's business."""

from apps.accounts import permissions as accounts
from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.enrolments.models import Enrolment


def may_see(user: User, enrolment: Enrolment) -> bool:
    return accounts.may(user, Permission.SEE_ENROLMENTS, enrolment.activity.service)


def may_edit(user: User, enrolment: Enrolment) -> bool:
    return accounts.may(user, Permission.EDIT_ENROLMENTS, enrolment.activity.service)
