"""A station's window in a process of its own, and somebody who has nothing of it but the accessibility bus."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.rig import at_spi, bus
from tests.rig.at_spi import (
    DOWN,
    ENABLED,
    FOCUSABLE,
    FOCUSED,
    RETURN,
    SENSITIVE,
    SHOWING,
    UP,
    Node,
    NotThere,
    Place,
    Reader,
    Refused,
)

ROOT = Path(__file__).resolve().parents[2]
CONTROLS = {
    "push button", "toggle button", "check box", "radio button", "combo box", "text", "password text", "spin button",
    "list", "table", "slider", "button menu", "menu item", "link", "page tab",
}  # fmt: skip
WAIT = 90.0
_NUMBER = re.compile(r"\d+")


def missing() -> str:
    """Why no window can be driven so here; empty where one can."""
    if shutil.which("openbox") is None:
        return "openbox is not here: without a window manager no window is the active one"
    return bus.missing(bindings=False)


class Person:
    """Who works at a window that they cannot see; what they are told is in `said`."""

    def __init__(self, reader: Reader, pid: int) -> None:
        self.reader = reader
        self._program = reader.program(pid)
        self.unnamed: set[str] = set()
        self.secrets: set[Place] = set()  # where something was typed that nobody may hear
        self.controls: set[tuple[str, str]] = set()
        self._read = 0  # of the reader's events
        self._done_at = 0  # what was said before the last act
        self.said: list[str] = []
        self.before_act: Callable[[], None] = lambda: None  # who listens to a screen reader waits here until it is done

    # ---- hearing

    def hear(self, seconds: float = 0.0) -> None:
        if seconds:
            self.reader.listen(seconds)
        for event in self.reader.events[self._read :]:
            if event.kind == "object:announcement":
                self.said.append(str(event.data))
        self._read = len(self.reader.events)

    def hears(self, words: str, seconds: float = WAIT) -> None:
        """It is said after what was done last."""
        end = time.monotonic() + seconds
        while not any(words in said for said in self.said[self._done_at :]):
            if time.monotonic() > end:
                raise NotThere(f"{words!r} was not said; but {self.said[self._done_at :][-6:]}")
            self.hear(0.1)

    # ---- looking

    def look(self) -> Node:
        tree = self.reader.tree(self._program)
        for node in tree.walk():
            if not node.has(SHOWING):
                continue
            if node.role == "combo box":  # Qt names it by its value; a reader takes the name from its label
                node.value, node.name = node.name, " ".join(self.reader.labels_of(node))
            if node.role in CONTROLS and not (node.parent is not None and node.parent.role == "combo box"):
                self.controls.add((node.role, node.name))
                if not node.name.strip():
                    self.unnamed.add(f"{node.role} in {[n.name for n in node.above() if n.name][:2]}")
            elif node.parent is not None and node.parent.role == "combo box":
                continue  # its list, which is read with it
            elif node.has(FOCUSABLE) and node.role not in ("frame", "filler", "panel") and not node.name.strip():
                self.unnamed.add(f"{node.role} that takes the focus")
        return tree

    def find(self, role: str, name: str | Callable[[str], bool], seconds: float = WAIT, usable: bool = True) -> Node:
        """The control of that role and name, once it can be used."""
        end = time.monotonic() + seconds
        while True:
            self.hear()
            try:
                node = at_spi.find(self.look(), role, name)
                if not usable or (node.has(ENABLED) and node.has(SENSITIVE)):
                    return node
                trouble = f"{role} {node.name!r} cannot be used"
            except (NotThere, Refused) as there:
                trouble = str(there)
            if time.monotonic() > end:
                raise NotThere(f"{trouble}; told last: {self.said[-4:]}")
            self.hear(0.15)

    # ---- acting

    def press(self, name: str | Callable[[str], bool], role: str = "push button", seconds: float = WAIT) -> None:
        node = self.find(role, name, seconds)
        self.before_act()
        self._done_at = len(self.said)
        self.reader.press(node)
        self.hear(0.05)

    def write(self, name: str, text: str, role: str = "text") -> None:
        node = self.find(role, name)
        self.before_act()
        self._done_at = len(self.said)
        self.reader.write(node, text)
        self.hear(0.05)

    def type_secret(self, name: str, text: str) -> None:
        """By keys: nothing can be written into such a field as a whole."""
        field = self.find("password text", name)
        self.secrets.add(field.place)
        self.reader.focus(field)
        end = time.monotonic() + 10
        while not self.find("password text", name).has(FOCUSED):
            if time.monotonic() > end:
                raise NotThere(f"{name!r} does not take the focus")
            self.hear(0.05)
        self.reader.type_keys(text)
        self.hear(0.3)

    def choose(self, name: str, wanted: Callable[[str], bool], seconds: float = WAIT) -> str:
        """In a combo box: its action opens the list, in which the keys go, and Return takes the line."""
        for _ in range(6):
            line = self._choose_once(name, wanted, seconds)
            for _look in range(5):
                if self.find("combo box", name, seconds, usable=False).value == line:
                    return line
                self.hear(0.2)
        raise NotThere(f"{name} does not take {line!r}")

    def _choose_once(self, name: str, wanted: Callable[[str], bool], seconds: float) -> str:
        self.press(name, "combo box", seconds)
        line = self.find("list item", wanted, seconds)
        self.hear(0.3)  # until the list has the keyboard
        lines = [one for one in (line.parent.children if line.parent else []) if one.role == "list item"]
        at = next((n for n, one in enumerate(lines) if one.has(FOCUSED)), 0)
        steps = lines.index(line) - at
        for _ in range(abs(steps)):
            self.reader.key(DOWN if steps > 0 else UP)
            self.hear(0.2)  # nobody's fingers are faster
        self.reader.key(RETURN)
        self.hear(0.2)
        return line.name

    def choose_from_menu(self, wanted: str) -> None:
        """Qt shows no menu in the tree; it tells which line has the focus while the keys go through them."""
        self.press(lambda name: name.startswith("Menu"), "button menu")
        self.hear(0.4)
        for _ in range(40):
            heard = len(self.reader.events)
            self.reader.key(UP)
            self.hear(0.15)
            places = [e.place for e in self.reader.events[heard:] if e.kind == "focus:focus"]
            line = next(iter(self.reader.nodes(places[-1:])), None)
            if line is not None and line.name.startswith(wanted):
                self._done_at = len(self.said)
                self.reader.key(RETURN)
                self.hear(0.1)
                return
        raise NotThere(f"no line {wanted!r} in the menu")

    def sign_in(self, name: str, password: str) -> None:
        self.write("Name", name)
        self.type_secret("Password", password)
        self.press("Sign in")


@contextlib.contextmanager
def station(folder: Path) -> Iterator[tuple[Person, dict[str, str]]]:
    """The demonstration on a desktop of its own, in English, and a person at it."""
    with contextlib.ExitStack() as ends:
        environment = {**ends.enter_context(bus.bus(folder)), "XDG_DATA_HOME": str(folder)}
        ends.enter_context(running(["openbox", "--sm-disable"], environment, stderr=subprocess.DEVNULL))
        reader = Reader(environment["DBUS_SESSION_BUS_ADDRESS"])
        ends.callback(reader.close)
        path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        command = [sys.executable, "-m", "station", "demo", "--data", str(folder / "data"), "--language", "en"]
        window = ends.enter_context(running(command, {**environment, "PYTHONPATH": path}, cwd=ROOT, seconds=40))
        yield Person(reader, window.pid), environment


@contextlib.contextmanager
def running(
    command: list[str], environment: dict[str, str], seconds: float = 10, **more: object
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, **more)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
