"""Works a window over the accessibility bus, as somebody does who cannot see it: fields by the words that stand before
them, buttons by their names, choices by the arrow keys' actions. It runs under the system's Python, which has the
bindings, beside the program, and knows nothing of the program but what it says on the bus.

    /usr/bin/python3 hands.py STEPS.json      a JSON list, each step a list whose first word is one of the verbs below

    ["see", TEXT, SECONDS]        until a shown label or button begins with TEXT
    ["write", LABEL, TEXT]        into the field after the label
    ["type", LABEL, TEXT]         the same by pointer and keyboard, for secrets
    ["choose", LABEL, TEXT]       in the choice after the label
    ["tick", LABEL]               the box of this name
    ["press", NAME]               the button
    ["say", PREFIX]               print the first label that begins so
    ["run", COMMAND...]           a program, between two steps
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

PATIENCE = 90.0  # seconds for what is not given its own
FIELDS = {"text", "password text", "combo box", "entry", "editbar"}
DEEPEST, WIDEST = 60, 400
HOME, DOWN, ENTER = 0xFF50, 0xFF54, 0xFF0D  # keysyms of X11


class NotThere(Exception):
    """What was looked for did not come; the text says what was shown instead."""


def shown(node: Any, depth: int = 0) -> Iterator[Any]:
    """Everything that is on the screen, in the order in which it is read."""
    try:
        if depth > DEEPEST or (depth > 1 and not node.get_state_set().contains(Atspi.StateType.SHOWING)):
            return
        yield node
        for at in range(min(node.get_child_count(), WIDEST)):
            child = node.get_child_at_index(at)
            if child is not None:
                yield from shown(child, depth + 1)
    except GLib.Error:  # it went away while we looked
        return


def window() -> list[Any]:
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    found: list[Any] = []
    for at in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(at)
        if application is not None:
            application.clear_cache()
            found += list(shown(application))
    return found


def role(node: Any) -> str:
    try:
        return str(node.get_role_name())
    except GLib.Error:
        return ""


def name(node: Any) -> str:
    try:
        return str(node.get_name() or "")
    except GLib.Error:
        return ""


def until(what: Any, wanted: str, seconds: float = PATIENCE) -> Any:
    end = time.monotonic() + seconds
    while True:
        nodes = window()
        found = what(nodes)
        if found is not None:
            return found
        if time.monotonic() > end:
            words = [f"{role(node)}: {name(node)}" for node in nodes if name(node)]
            raise NotThere(f"{wanted}\n" + "\n".join(words))
        time.sleep(0.2)


def see(text: str, seconds: float = PATIENCE) -> Any:
    def look(nodes: list[Any]) -> Any:
        return next((n for n in nodes if name(n).startswith(text) and role(n) in {"label", "push button"}), None)

    return until(look, text, seconds)


def field(words: str) -> Any:
    """The control that comes next after its label."""

    def look(nodes: list[Any]) -> Any:
        after = False
        for node in nodes:
            if role(node) == "label" and name(node) == words:
                after = True
            elif role(node) in FIELDS and (after or name(node) == words):
                return node
        return None

    return until(look, words)


def write(words: str, text: str) -> None:
    field(words).get_editable_text_iface().set_text_contents(text)


def type_in(words: str, text: str) -> None:
    """By the pointer and the keyboard: a field for secrets takes nothing from the bus."""
    box = field(words).get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    Atspi.generate_mouse_event(box.x + box.width // 3, box.y + box.height // 2, "b1c")
    time.sleep(0.2)
    for letter in text:
        Atspi.generate_keyboard_event(0, letter, Atspi.KeySynthType.STRING)
        time.sleep(0.02)


def act(node: Any, *wanted: str) -> bool:
    actions = node.get_action_iface()
    if actions is None:
        return False
    for at in range(actions.get_n_actions()):
        if actions.get_action_name(at) in wanted:
            return bool(actions.do_action(at))
    return False


def choose(words: str, text: str) -> None:
    box = field(words)
    if name(box) == text:
        return
    act(box, "ShowMenu", "Press")

    def look(nodes: list[Any]) -> Any:
        items = [name(n) for n in nodes if role(n) in {"list item", "menu item"}]
        return items.index(text) if text in items else None

    at = until(look, text)
    for key in (HOME, *[DOWN] * at, ENTER):  # an open list has the keyboard
        Atspi.generate_keyboard_event(key, None, Atspi.KeySynthType.SYM)
        time.sleep(0.05)
    until(lambda nodes: next((n for n in nodes if role(n) == "combo box" and name(n) == text), None), text, 10)


def tick(words: str) -> None:
    node = until(
        lambda nodes: next((n for n in nodes if role(n) == "check box" and name(n).startswith(words)), None), words
    )
    act(node, "Toggle", "Press")


def press(words: str) -> None:
    def look(nodes: list[Any]) -> Any:
        for node in nodes:
            if role(node) in {"push button", "button"} and name(node).startswith(words):
                ready = node.get_state_set()
                return node if ready.contains(Atspi.StateType.SENSITIVE) else None
        return None

    act(until(look, words), "Press")


def say(prefix: str) -> None:
    print(name(see(prefix)))


def main() -> int:
    warnings.simplefilter("ignore", DeprecationWarning)  # of the bindings
    Atspi.init()
    verbs = {"see": see, "write": write, "type": type_in, "choose": choose, "tick": tick, "press": press, "say": say}
    for verb, *words in json.loads(Path(sys.argv[1]).read_text()):
        began = time.monotonic()
        try:
            if verb == "run":
                subprocess.run(words, check=True)
            else:
                verbs[verb](*words)
        except (NotThere, GLib.Error, subprocess.CalledProcessError) as error:
            print(f"FAILED at {verb} {words[:1]}: {error}")
            return 1
        print(f"{verb:<7} {words[0]}  {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
