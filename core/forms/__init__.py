"""A form as data: steps of questions, some shown according to the answers; filled, checked and read back.

Answers are one flat table, `{question.slug: value}`, of JSON values: text, whole number, boolean, list of texts,
ISO date, list of rows. A slug names one question of the whole form.
"""

from core.forms.cleaning import AnswerRefused, clean, rows_in
from core.forms.filling import (
    Answers,
    FormProblem,
    RecapSection,
    brought_up,
    changed,
    problems,
    prune,
    question_problems,
    read,
    recap,
    shapes,
    visible_questions,
    visible_steps,
)
from core.forms.model import (
    COLUMN_KINDS,
    MOST_ROWS,
    Condition,
    Day,
    Form,
    FromToday,
    Kind,
    Option,
    Question,
    Step,
    Value,
)
from core.forms.storage import dump, load

__all__ = [
    "COLUMN_KINDS",
    "MOST_ROWS",
    "AnswerRefused",
    "Answers",
    "Condition",
    "Day",
    "Form",
    "FormProblem",
    "FromToday",
    "Kind",
    "Option",
    "Question",
    "RecapSection",
    "Step",
    "Value",
    "brought_up",
    "changed",
    "clean",
    "dump",
    "load",
    "problems",
    "prune",
    "question_problems",
    "read",
    "recap",
    "rows_in",
    "shapes",
    "visible_questions",
    "visible_steps",
]
