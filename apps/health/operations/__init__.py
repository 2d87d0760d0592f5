from apps.health.operations.merging import merge_children
from apps.health.operations.plans import (
    ask_plan,
    close_ended_plans,
    refuse_plan,
    remind_ending_plans,
    sign_plan,
    take_plan_in_charge,
    withdraw_plan,
)
from apps.health.operations.readings import note_reading, note_readings, read_record
from apps.health.operations.records import RecordContent, update_record
from apps.health.operations.retention import confirm_health, erase_ended, forget_readings, remind_of_leaving
from apps.health.operations.vaccines import check_vaccines, send_vaccines, swear_vaccines

__all__ = [
    "RecordContent",
    "ask_plan",
    "check_vaccines",
    "close_ended_plans",
    "confirm_health",
    "erase_ended",
    "forget_readings",
    "merge_children",
    "note_reading",
    "note_readings",
    "read_record",
    "refuse_plan",
    "remind_ending_plans",
    "remind_of_leaving",
    "send_vaccines",
    "sign_plan",
    "swear_vaccines",
    "take_plan_in_charge",
    "update_record",
    "withdraw_plan",
]
