"""A form is the same after it was kept, and its digest follows its shape."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.forms import Condition, Form, FromToday, Kind, Option, Question, Step, dump, load

from .examples import ABSENCE

WORDS = st.text(max_size=5)
DAYS = st.one_of(st.dates(), st.builds(FromToday, days=st.integers(-9, 9)), st.integers(-9, 9), st.none())
CONDITIONS = st.none() | st.builds(Condition, question=WORDS, values=st.lists(WORDS, max_size=2).map(tuple))
OPTIONS = st.builds(Option, value=WORDS, label=WORDS, help=WORDS, refused=WORDS, fix_url=WORDS, fix_label=WORDS)
QUESTIONS = st.builds(
    Question,
    slug=WORDS,
    label=WORDS,
    kind=st.sampled_from(Kind),
    required=st.booleans(),
    options=st.lists(OPTIONS, max_size=2).map(tuple),
    shown_if=CONDITIONS,
    minimum=DAYS,
    maximum=DAYS,
    max_length=st.none() | st.integers(1, 9),
    initial=st.one_of(st.none(), WORDS, st.booleans(), st.lists(WORDS, max_size=2)),
    locked=st.booleans(),
)
STEPS = st.builds(
    Step, slug=WORDS, title=WORDS, questions=st.lists(QUESTIONS, max_size=2).map(tuple), shown_if=CONDITIONS
)
FORMS = st.builds(Form, steps=st.lists(STEPS, max_size=2).map(tuple))


@given(FORMS)
def test_form_is_the_same_once_kept(form: Form) -> None:
    assert load(json.loads(json.dumps(dump(form)))) == form
    assert load(dump(form)).digest == form.digest


def test_digest_follows_every_word() -> None:
    [first, *others] = ABSENCE.steps
    retitled = Form(steps=(replace(first, title="Quand ?"), *others))
    assert retitled.digest != ABSENCE.digest
    assert Form(steps=ABSENCE.steps).digest == ABSENCE.digest
    assert len(ABSENCE.digest) == 64


def test_shape_of_a_question_follows_what_it_asks_and_not_how_it_is_explained() -> None:
    asked = Question(slug="day", label="Jour", kind=Kind.DATE, minimum=date(2026, 3, 1))
    assert replace(asked, help="Le premier.", initial="2026-03-01").shape == asked.shape
    assert replace(asked, minimum=date(2026, 3, 2)).shape != asked.shape
    assert replace(asked, minimum=FromToday(days=2)).shape != asked.shape
    assert replace(asked, label="Quel jour ?").shape != asked.shape


def test_parts_are_found_by_their_slug() -> None:
    step = ABSENCE.step("reason")
    assert step
    assert step.title == "Le motif"
    assert ABSENCE.step("nowhere") is None
    reason = ABSENCE.question("reason")
    assert reason
    assert [option.label for option in reason.options] == ["Maladie", "Grève", "Autre"]
    assert ABSENCE.question("nothing") is None
