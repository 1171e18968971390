"""An assistive technology made of D-Bus calls alone: it walks the tree of a program as AT-SPI2 gives it, presses, types,
chooses, and hears what is sent while it does.

The interfaces are those of at-spi2-core 2.46 (org.a11y.atspi.*). One connection carries calls and events, and one thread
reads it: what came between two calls is in `events` when the second has its answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import HeaderFields, Message

ATSPI = "org.a11y.atspi."
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ANSWER_SECONDS = 30.0
DEEPEST, MOST = 60, 20_000  # of a tree; more is a loop

CHECKED, EDITABLE, ENABLED, FOCUSABLE, FOCUSED, SELECTED, SENSITIVE, SHOWING = 4, 7, 8, 11, 12, 23, 24, 25
CHECKABLE = 41
PASSWORD = 40  # ATSPI_ROLE_PASSWORD_TEXT
RETURN, UP, DOWN = 0xFF0D, 0xFF52, 0xFF54  # X11
HEARD = (
    "object:announcement", "object:text-changed", "object:property-change", "object:state-changed",
    "object:active-descendant-changed", "object:selection-changed", "object:children-changed",
    "object:text-caret-moved", "object:text-selection-changed", "focus:", "window:",
)  # fmt: skip

Place = tuple[str, str]
"""Unique name of a program on the bus, and the path of one of its objects."""


class NotThere(AssertionError):
    """Nothing of that role and name is shown; says what is."""


class Refused(RuntimeError):
    """The program answered with an error; its name and text."""


@dataclass(frozen=True)
class Event:
    """`kind` as AT-SPI writes it, "object:text-changed:insert"; `data` is what it carries, a text mostly."""

    kind: str
    place: Place
    data: Any
    at: float
    details: tuple[int, int] = (0, 0)


@dataclass
class Node:
    place: Place
    role: str
    name: str
    description: str
    states: int
    value: str = ""  # of a combo box, whose name is that of its label
    children: list[Node] = field(default_factory=list)
    parent: Node | None = field(default=None, repr=False)

    def has(self, state: int) -> bool:
        return bool(self.states >> state & 1)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class Reader:
    def __init__(self, session: str) -> None:
        """`session`: address of the session bus, which knows that of accessibility."""
        asked = open_dbus_connection(bus=session)
        try:
            where = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
            address = _body(asked.send_and_get_reply(where, timeout=ANSWER_SECONDS))[0]
        finally:
            asked.close()
        self._bus: DBusConnection = open_dbus_connection(bus=address)
        self._answers: dict[int, Message] = {}
        self.events: list[Event] = []
        for interface in ("Object", "Focus", "Window"):
            rule = f"type='signal',interface='{ATSPI}Event.{interface}'"
            self._ask("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s", (rule,))
        for kind in HEARD:
            registry = "/org/a11y/atspi/registry"
            self._ask(REGISTRY, registry, REGISTRY, "RegisterEvent", "sass", (kind, [], ""))

    def close(self) -> None:
        self._bus.close()

    # ---- calls

    def _send(
        self, who: str, path: str, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> int:
        serial = next(self._bus.outgoing_serial)
        call = new_method_call(DBusAddress(path, who, interface), member, signature or None, body)
        self._bus.send_message(call, serial=serial)
        return serial

    def _take(self, timeout: float) -> bool:
        """One message from the bus, kept where it belongs; whether there was one."""
        try:
            message = self._bus.receive(timeout=timeout)
        except TimeoutError:
            return False
        fields = message.header.fields
        if message.header.message_type in (MessageType.method_return, MessageType.error):
            self._answers[fields[HeaderFields.reply_serial]] = message
        elif message.header.message_type is MessageType.signal:
            self._hear(message)
        return True

    def _hear(self, message: Message) -> None:
        fields = message.header.fields
        interface = fields.get(HeaderFields.interface, "")
        if not interface.startswith(f"{ATSPI}Event."):
            return
        detail, first, second, data = message.body[:4]
        kind = f"{interface.rsplit('.', 1)[1].lower()}:{_dashed(fields[HeaderFields.member])}"
        place = (fields[HeaderFields.sender], fields[HeaderFields.path])
        self.events.append(Event(f"{kind}:{detail}".rstrip(":"), place, data[1], time.monotonic(), (first, second)))

    def _answer(self, serial: int) -> tuple[Any, ...]:
        end = time.monotonic() + ANSWER_SECONDS
        while serial not in self._answers:
            left = end - time.monotonic()
            if left <= 0 or not self._take(left):
                raise Refused("no answer")
        return _body(self._answers.pop(serial))

    def _ask(
        self, who: str, path: str, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        return self._answer(self._send(who, path, interface, member, signature, body))

    def call(self, node: Node, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        answer = self._ask(*node.place, f"{ATSPI}{interface}", member, signature, body)
        return answer[0] if answer else None

    def read(self, node: Node, interface: str, name: str) -> Any:
        return self._ask(*node.place, PROPERTIES, "Get", "ss", (f"{ATSPI}{interface}", name))[0][1]

    def listen(self, seconds: float) -> None:
        """Hear what comes, for that long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._take(left)

    # ---- the tree

    def programs(self) -> list[Place]:
        return [tuple(one) for one in self._ask(REGISTRY, ROOT, f"{ATSPI}Accessible", "GetChildren")[0]]

    def program(self, pid: int, seconds: float = 60.0) -> Place:
        """The root of the program with that process id, once it is on the bus."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for place in self.programs():
                bus = "org.freedesktop.DBus"
                asked = self._send(bus, "/org/freedesktop/DBus", bus, "GetConnectionUnixProcessID", "s", (place[0],))
                try:
                    if self._answer(asked)[0] == pid:
                        return place
                except Refused:  # it went away meanwhile
                    continue
            self.listen(0.1)
        raise NotThere(f"the program {pid} is not on the bus")

    def tree(self, root: Place, hidden: bool = False) -> Node:
        """What is shown of a program, asked for level by level; `hidden`: also what is not. What goes away while it is
        asked for is left out."""
        (top,) = self._nodes([root])
        level, count = [top], 1
        for _depth in range(DEEPEST):
            asked = [(n, self._send(*n.place, f"{ATSPI}Accessible", "GetChildren")) for n in level]
            below: list[tuple[Node, Place]] = []
            for node, serial in asked:
                try:
                    below += [(node, (who, path)) for who, path in self._answer(serial)[0] if not path.endswith("/null")]
                except Refused:
                    continue
            level = []
            found = self._nodes([place for _, place in below], gone=True)
            for (parent, _), child in zip(below, found, strict=True):
                # a window and a popup are shown or not; what is inside of one that is not, nobody is told
                if child is not None and (hidden or child.has(SHOWING) or parent is top):
                    child.parent = parent
                    parent.children.append(child)
                    level.append(child)
            count += len(level)
            if not level or count > MOST:
                break
        return top

    def nodes(self, places: list[Place]) -> list[Node]:
        """What is there now of them."""
        return [node for node in self._nodes(places, gone=True) if node is not None]

    def _nodes(self, places: list[Place], gone: bool = False) -> list[Any]:
        asked = [
            (
                place,
                self._send(*place, f"{ATSPI}Accessible", "GetRoleName"),
                self._send(*place, f"{ATSPI}Accessible", "GetRole"),
                self._send(*place, PROPERTIES, "Get", "ss", (f"{ATSPI}Accessible", "Name")),
                self._send(*place, PROPERTIES, "Get", "ss", (f"{ATSPI}Accessible", "Description")),
                self._send(*place, f"{ATSPI}Accessible", "GetState"),
            )
            for place in places
        ]
        found: list[Node | None] = []
        for place, *serials in asked:
            answers: list[Any] = []
            for serial in serials:
                try:
                    answers.append(self._answer(serial)[0])
                except Refused:
                    if not gone:
                        raise
            if len(answers) < len(serials):
                found.append(None)
                continue
            role, number, name, description, states = answers
            if number == PASSWORD:  # Qt names it as any other field; readers go by the number
                role = "password text"
            found.append(Node(place, role, name[1], description[1], states[0] | states[1] << 32))
        return found

    def labels_of(self, node: Node) -> list[str]:
        """Names of what labels it: AT-SPI's relation 2, LABELLED_BY."""
        related = self.call(node, "Accessible", "GetRelationSet")
        places = [place for kind, targets in related for place in targets if kind == 2]
        return [n.name for n in self._nodes([(who, path) for who, path in places], gone=True) if n is not None]

    # ---- what a person does with it

    def press(self, node: Node) -> None:
        """Its action: press, toggle, or whatever comes before taking the focus."""
        count = self.read(node, "Action", "NActions")
        names = [self.call(node, "Action", "GetName", "i", n) for n in range(count)]
        order = [names.index(one) for one in ("Press", "Toggle", "ShowMenu") if one in names]
        if not order:
            raise Refused(f"{node.role} {node.name!r} can do only {names}")
        self.call(node, "Action", "DoAction", "i", order[0])

    def focus(self, node: Node) -> None:
        self.call(node, "Component", "GrabFocus")

    def write(self, node: Node, text: str) -> None:
        self.call(node, "EditableText", "SetTextContents", "s", text)

    def text(self, node: Node) -> str:
        return str(self.call(node, "Text", "GetText", "ii", 0, -1))

    def type_keys(self, text: str) -> None:
        """As an on-screen keyboard does it: the registry gives the letters to whatever has the focus."""
        self._keyboard(0, text, 4)

    def key(self, symbol: int) -> None:
        """One key by its symbol of X11."""
        self._keyboard(symbol, "", 3)

    def _keyboard(self, code: int, text: str, kind: int) -> None:
        path, interface = "/org/a11y/atspi/registry/deviceeventcontroller", f"{ATSPI}DeviceEventController"
        self._ask(REGISTRY, path, interface, "GenerateKeyboardEvent", "isu", (code, text, kind))


def _body(message: Message) -> tuple[Any, ...]:
    if message.header.message_type is MessageType.error:
        name = message.header.fields.get(HeaderFields.error_name, "")
        raise Refused(f"{name}: {' '.join(str(part) for part in message.body)}")
    return tuple(message.body)


def _dashed(member: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() and n else letter.lower() for n, letter in enumerate(member))


def find(tree: Node, role: str, name: str | Callable[[str], bool], nth: int = 0) -> Node:
    """The node of that role whose name is `name`, begins so before a key cap, or fits."""
    fits = name if callable(name) else lambda text: text == name
    among: Iterable[Node] = [n for n in tree.walk() if n.role == role]
    found = [n for n in among if fits(n.name)]
    if len(found) <= nth:
        raise NotThere(f"no {role} {name!r} among {[n.name for n in among]}")
    return found[nth]
