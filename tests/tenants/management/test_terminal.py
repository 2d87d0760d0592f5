"""What the two streams of a terminal receive, watched by somebody or not."""

import io

import pytest
from rich.text import Text

from tenants.management.commune.terminal import Terminal


class Watched(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_no_progress_bar_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(io.StringIO(), io.StringIO())
    assert list(terminal.track("abc", title="Lecture", total=3)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_a_progress_bar_is_drawn_on_the_error_stream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    terminal = Terminal(io.StringIO(), Watched())
    assert list(terminal.track("abc", title="Lecture", total=3)) == ["a", "b", "c"]
    output, errors = capsys.readouterr()
    assert output == ""
    assert "Lecture" in errors


@pytest.mark.parametrize(
    ("stream", "color", "expected"),
    [(io.StringIO, True, "non\n"), (Watched, True, "\x1b[31mnon\x1b[0m\n"), (Watched, False, "non\n")],
)
def test_colours_are_for_a_terminal_that_wants_them(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], color: bool, expected: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    output = stream()
    Terminal(output, io.StringIO(), color=color).show(Text("non", style="red"))
    assert output.getvalue() == expected


def test_a_question_is_asked_on_the_error_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    output, errors = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("fresnes\n"))
    assert Terminal(output, errors).ask("Recopiez : ") == "fresnes"
    assert (output.getvalue(), errors.getvalue()) == ("", "Recopiez : ")


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert Terminal(io.StringIO(), io.StringIO()).ask("Recopiez : ") is None
