from apps.enrolments.operations.absences import ReportedAbsence, record_absences
from apps.enrolments.operations.desk import admit, cancel, end, enrol
from apps.enrolments.operations.permissions import (
    Collector,
    answer_for_child,
    answer_permissions,
    authorise,
    check_identity,
    name_collectors,
    withdraw,
)
from apps.enrolments.operations.requests import LineAnswer, Wish, drop, judge, request, settle

__all__ = [
    "Collector",
    "LineAnswer",
    "ReportedAbsence",
    "Wish",
    "admit",
    "answer_for_child",
    "answer_permissions",
    "authorise",
    "cancel",
    "check_identity",
    "drop",
    "end",
    "enrol",
    "judge",
    "name_collectors",
    "record_absences",
    "request",
    "settle",
    "withdraw",
]
