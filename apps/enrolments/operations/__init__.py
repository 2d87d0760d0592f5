from apps.enrolments.operations.absences import ReportedAbsence, record_absences
from apps.enrolments.operations.changing import Place, change_place, limits_of
from apps.enrolments.operations.desk import admit, cancel, end, enrol
from apps.enrolments.operations.group_mail import GroupText, send_group_message, write_group_message
from apps.enrolments.operations.permissions import (
    Collector,
    answer_for_child,
    answer_permissions,
    authorise,
    change_answers,
    check_identity,
    end_collector,
    name_collectors,
    withdraw,
)
from apps.enrolments.operations.requests import LineAnswer, Wish, drop, judge, request, settle

__all__ = [
    "Collector",
    "GroupText",
    "LineAnswer",
    "Place",
    "ReportedAbsence",
    "Wish",
    "admit",
    "answer_for_child",
    "answer_permissions",
    "authorise",
    "cancel",
    "change_answers",
    "change_place",
    "check_identity",
    "drop",
    "end",
    "end_collector",
    "enrol",
    "judge",
    "limits_of",
    "name_collectors",
    "record_absences",
    "request",
    "send_group_message",
    "settle",
    "withdraw",
    "write_group_message",
]
