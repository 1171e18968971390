"""What a command asks for: at the terminal, or from a file descriptor where nobody sits at one.

A secret is never an argument, which every process of the machine can read. In this order: systemd's credentials and the
environment (vault.process.secret) for the two standing secrets, `--secrets-fd N`, the terminal.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from functools import partial

from station.errors import StationError
from station.vault import process

Ask = Callable[[str], str]

LONGEST = 4096  # characters of an answer


class InputEnded(StationError):
    """A question was asked and nobody can answer it; `detail` is the question."""

    code = "input_ended"


class Lines:
    """Answers from a file descriptor: one a line, in the order in which the command asks.

    A new passphrase is one line: asking twice guards against fingers that slip, and there are none.
    """

    def __init__(self, descriptor: int) -> None:
        """Raises InputEnded: there is no such descriptor."""
        try:
            self._file = os.fdopen(descriptor, encoding="utf-8", closefd=False)
        except OSError as error:
            raise InputEnded(f"descriptor {descriptor}: {error.strerror}") from error

    def __call__(self, question: str) -> str:
        """Raises InputEnded."""
        try:
            line = self._file.readline(LONGEST)
        except (OSError, UnicodeDecodeError) as error:
            raise InputEnded(f"{question.strip(': ')}: cannot be read") from error
        if not line:
            raise InputEnded(f"{question.strip(': ')}: no line is left for it")
        return line.rstrip("\r\n")


def terminal(question: str) -> str:
    """Asks without showing what is typed. Raises InputEnded where the input ends."""
    if not _has_terminal():
        return _line(question)
    try:
        return getpass.getpass(question)
    except EOFError as error:
        raise _nobody(question) from error


def enter(question: str) -> str:
    """Asks for what may be seen. Raises InputEnded."""
    if sys.stdin is None or not sys.stdin.isatty():
        return _line(question)
    try:
        return input(question)
    except EOFError as error:
        raise _nobody(question) from error


def _has_terminal() -> bool:
    """Whether somebody can be asked: a pipe shows nothing on a screen, and nobody types into it."""
    if os.name != "posix" or (sys.stdin is not None and sys.stdin.isatty()):
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _line(question: str) -> str:
    """The next line of the input, whatever it is."""
    try:
        line = "" if sys.stdin is None else sys.stdin.readline(LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise _nobody(question) from error
    if not line:
        raise _nobody(question)
    return line.rstrip("\r\n")


def _nobody(question: str) -> InputEnded:
    unread = "".join(f"; the credential {path} cannot be read: {why}" for path, why in process.unread_credentials())
    return InputEnded(f"{question.strip(': ')}: nobody is at the terminal; see --secrets-fd{unread}")


def add_option(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--secrets-fd",
        type=int,
        metavar="N",
        help="read what is asked for from this file descriptor, one answer a line (0: standard input)",
    )


def source(options: argparse.Namespace, ask: Ask = terminal) -> Ask:
    """Who answers this command. Raises InputEnded."""
    return ask if options.secrets_fd is None else Lines(options.secrets_fd)


def new_secret(ask: Ask, words: str, standing: str = "") -> tuple[str, str]:
    """A new secret and its repetition; `standing` names the environment variable that may give it."""
    if standing and (given := process.secret(standing)):
        return given, given
    first = ask(words)
    return (first, first) if isinstance(ask, Lines) else (first, ask("Once more: "))


def agency_passphrase(options: argparse.Namespace) -> str:
    """Asked for once, however often the command needs it."""
    given = process.secret(process.AGENCY_PASSPHRASE) or getattr(options, "agency_word", "")
    if not given:
        given = options.agency_word = str(options.ask("Passphrase of the agency: "))
    return given


def agency_word(options: argparse.Namespace) -> Callable[[], str]:
    """The same, for whoever asks only if it must."""
    return partial(agency_passphrase, options)
