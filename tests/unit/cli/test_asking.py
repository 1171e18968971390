"""Who answers what a command asks: a terminal, a pipe, a descriptor, or nobody, which is a sentence."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator

import pytest

from station.cli import asking
from station.cli.asking import InputEnded, Lines


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What is typed at the terminal that is the program's input is written here."""
    ours, its = pty.openpty()
    with os.fdopen(its, encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        yield ours
    os.close(ours)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    end, ours = os.pipe()
    with os.fdopen(end, encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        # nobody's terminal either, whoever started these tests
        monkeypatch.setattr("os.open", lambda *_: (_ for _ in ()).throw(OSError(6, "No such device or address")))
        yield ours


def test_what_may_be_seen_is_typed_at_the_terminal(keyboard: int, capsys: pytest.CaptureFixture[str]) -> None:
    os.write(keyboard, b"Soekarno-Hatta\n")
    assert asking.enter("Place: ") == "Soekarno-Hatta"
    assert capsys.readouterr().out == "Place: "


def test_an_end_of_input_that_is_typed_is_a_sentence(keyboard: int) -> None:
    os.write(keyboard, b"\x04")  # Ctrl+D
    with pytest.raises(InputEnded, match="Place: nobody is at the terminal; see --secrets-fd"):
        asking.enter("Place: ")


def test_a_secret_at_the_terminal_is_asked_for_by_what_hides_it(keyboard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def hidden(question: str) -> str:
        asked.append(question)
        if len(asked) > 1:
            raise EOFError
        return "words"

    monkeypatch.setattr("getpass.getpass", hidden)
    assert (asking.terminal("Passphrase: "), asked) == ("words", ["Passphrase: "])
    with pytest.raises(InputEnded, match="Passphrase: nobody"):
        asking.terminal("Passphrase: ")


@pytest.mark.parametrize("ask", [asking.terminal, asking.enter])
def test_a_pipe_answers_line_by_line_and_what_is_no_text_is_a_sentence(piped: int, ask: asking.Ask) -> None:
    os.write(piped, "first\r\nsécond\n".encode())
    assert [ask("One: "), ask("Two: ")] == ["first", "sécond"]
    os.write(piped, b"\xff\xfe\n")
    os.close(piped)
    with pytest.raises(InputEnded, match="Three: nobody"):
        ask("Three: ")


@pytest.mark.parametrize("ask", [asking.terminal, asking.enter])
def test_a_closed_input_is_a_sentence(piped: int, ask: asking.Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    os.close(piped)
    monkeypatch.setattr("sys.stdin", None)  # as Python leaves it where descriptor 0 is closed
    with pytest.raises(InputEnded, match="One: nobody"):
        ask("One: ")


def test_a_descriptor_gives_lines_until_there_is_none_and_no_other_octets() -> None:
    end, ours = os.pipe()
    os.write(ours, b"first\n\xff\n")
    os.close(ours)
    lines = Lines(end)
    with pytest.raises(InputEnded, match="One: cannot be read"):  # a block is decoded at once, what is no text as well
        lines("One: ")
    os.close(end)
    with pytest.raises(InputEnded, match=f"descriptor {end}"):
        Lines(end)


def test_an_answer_is_bounded() -> None:
    end, ours = os.pipe()
    os.write(ours, b"x" * (asking.LONGEST + 10) + b"\n")
    os.close(ours)
    assert len(Lines(end)("One: ")) == asking.LONGEST
    os.close(end)
