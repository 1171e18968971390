"""An officer proves at the terminal who they are, with everything that signing in at the window asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from station.domain.sign_in import Session
from station.office.log_in import LogIn, SignInRefused

T = TypeVar("T")
Ask = Callable[[str], str]  # asks without showing what is typed


def signed_in(ask: Ask, log_in: LogIn, name: str) -> Session:
    """Raises SignInRefused."""
    password = str(ask(f"Password of {name}: "))
    return with_code(ask, name, lambda code: log_in.sign_in(name, password, code))


def with_code(ask: Ask, name: str, prove: Callable[[str | None], T]) -> T:
    """The authenticator's code is asked for once the password was right, so that nobody learns who has one."""
    try:
        return prove(None)
    except SignInRefused as refused:
        if refused.code != "second_factor_needed" or "totp" not in refused.factors:
            raise
    return prove(str(ask(f"Authenticator code of {name}: ")))
