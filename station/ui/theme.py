"""Colours and sizes in one place: frozen tokens for three themes, one palette, one style sheet, recoloured icons."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import lru_cache
from string import Template

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from station import charts

FAMILY = "Inter"
MONO = "JetBrains Mono"
SUBSTITUTES = ("Station Sans Arabic", "Station Sans SC", "Station Sans JP", "Station Sans KR")  # for what Inter lacks


@dataclass(frozen=True)
class Tokens:
    """Every colour of a theme. Pairs that carry text: see `TEXT_PAIRS`; the tests compute their contrast."""

    name: str
    ground: str  # behind the cards
    surface: str  # cards, side panel, footer
    sunken: str  # wells inside a card
    border: str  # quiet lines
    edge: str  # borders of things that can be pressed or typed in, 3:1 on surface
    text: str
    muted: str
    primary: str
    on_primary: str
    primary_soft: str  # the chosen row
    focus: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    off: str
    off_soft: str
    header: str
    header_line: str
    on_header: str
    header_muted: str
    header_ok: str
    header_warn: str
    header_bad: str
    banner: str
    on_banner: str
    track: str  # the empty part of a meter
    skin: str  # inside of the drawn hands


LIGHT = Tokens(
    name="light", ground="#f3f5f9", surface="#ffffff", sunken="#f7f9fc", border="#dbe1ea", edge="#76839a",
    text="#111827", muted="#4b5769", primary="#1d4ed8", on_primary="#ffffff", primary_soft="#e8edfd", focus="#0b1220",
    ok="#13693a", ok_soft="#e0f3e7", warn="#874a05", warn_soft="#fdf0db", bad="#b0211a", bad_soft="#fde9e7",
    info="#1d4ed8", info_soft="#e8edfd", off="#4b5769", off_soft="#eceff4", header="#0f1a2b", header_line="#0f1a2b",
    on_header="#f8fafc", header_muted="#b7c2d1", header_ok="#4ade80", header_warn="#fbbf24", header_bad="#fda4a0",
    banner="#fbbf24", on_banner="#1c1200", track="#e3e8ef", skin="#f7f9fc",
)  # fmt: skip
DARK = Tokens(
    name="dark", ground="#0a101c", surface="#131c2d", sunken="#0e1624", border="#2a3750", edge="#7486a3",
    text="#eef2f8", muted="#aab7c9", primary="#7ba2ff", on_primary="#07122b", primary_soft="#1a2a52", focus="#ffffff",
    ok="#5fdb95", ok_soft="#10301f", warn="#f7bd55", warn_soft="#35260b", bad="#ff958c", bad_soft="#3c1815",
    info="#a3bdff", info_soft="#1a2a52", off="#aab7c9", off_soft="#202b3f", header="#050a13", header_line="#2a3750",
    on_header="#f8fafc", header_muted="#b7c2d1", header_ok="#4ade80", header_warn="#fbbf24", header_bad="#fda4a0",
    banner="#fbbf24", on_banner="#1c1200", track="#2a3750", skin="#182338",
)  # fmt: skip
CONTRAST = Tokens(
    name="contrast", ground="#000000", surface="#000000", sunken="#000000", border="#ffffff", edge="#ffffff",
    text="#ffffff", muted="#ffffff", primary="#ffd60a", on_primary="#000000", primary_soft="#2b2500", focus="#ffffff",
    ok="#3dff8b", ok_soft="#000000", warn="#ffd60a", warn_soft="#000000", bad="#ff9d94", bad_soft="#000000",
    info="#8fd3ff", info_soft="#000000", off="#ffffff", off_soft="#000000", header="#000000", header_line="#ffffff",
    on_header="#ffffff", header_muted="#ffffff", header_ok="#3dff8b", header_warn="#ffd60a", header_bad="#ff9d94",
    banner="#ffd60a", on_banner="#000000", track="#000000", skin="#000000",
)  # fmt: skip
THEMES: dict[str, Tokens] = {t.name: t for t in (LIGHT, DARK, CONTRAST)}

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "ground"), ("text", "surface"), ("text", "sunken"), ("text", "primary_soft"),
    ("muted", "ground"), ("muted", "surface"), ("muted", "sunken"), ("muted", "primary_soft"),
    ("on_primary", "primary"), ("primary", "surface"), ("ok", "ok_soft"), ("ok", "surface"), ("warn", "warn_soft"),
    ("warn", "surface"), ("bad", "bad_soft"), ("bad", "surface"), ("info", "info_soft"), ("off", "off_soft"),
    ("on_header", "header"), ("header_muted", "header"), ("header_ok", "header"), ("header_warn", "header"),
    ("header_bad", "header"), ("on_banner", "banner"), ("surface", "ok"), ("surface", "warn"), ("surface", "bad"),
)  # fmt: skip
EDGE_PAIRS = (("edge", "surface"), ("edge", "ground"), ("edge", "sunken"), ("focus", "surface"), ("primary", "surface"))


TOUCH_PX = 44  # WCAG 2.2, 2.5.5
# selector -> padding and edge of theme.qss on both sides at scale 1, and what its contents are high without touch
_TOUCHED = {
    "QPushButton, QToolButton": (16, 2, 20),
    'QPushButton[kind="quiet"], QPushButton[kind="user"]': (8, 2, 20),
    'QPushButton[kind="choice"]': (12, 2, 20),
    "QLineEdit, QComboBox, QSpinBox": (12, 2, 20),
    "QCheckBox, QRadioButton": (4, 0, 20),
    'QFrame#header QPushButton[kind="user"]': (4, 2, 20),
    "QListView::item": (0, 0, 20),
}


class Tone(Enum):
    """How something stands; a tone always comes with a shape, an icon or a word as well."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    OFF = "off"


TONE_ICON = {
    Tone.OK: "check",
    Tone.WARN: "triangle-alert",
    Tone.BAD: "circle-x",
    Tone.INFO: "info",
    Tone.OFF: "minus",
}


@dataclass(frozen=True)
class Look:
    """A theme at a text size; widgets that paint ask this one for colours and pixels. `touch`: the officer's monitor is
    touched, so that nothing that can be pressed is smaller than 44 px."""

    tokens: Tokens = LIGHT
    scale: float = 1.0
    touch: bool = False

    def px(self, size: float) -> int:
        return round(size * self.scale)

    def color(self, token: str) -> QColor:
        return QColor(getattr(self.tokens, token))

    def tone(self, tone: Tone) -> QColor:
        return QColor(getattr(self.tokens, tone.value))

    def soft(self, tone: Tone) -> QColor:
        return QColor(getattr(self.tokens, f"{tone.value}_soft"))


class _Current:
    look = Look()


def look() -> Look:
    """The look of the running application."""
    return _Current.look


def use(chosen: Look) -> None:
    _Current.look = chosen


def palette(tokens: Tokens) -> QPalette:
    p = QPalette()
    role = QPalette.ColorRole
    for where, token in (
        (role.Window, "ground"), (role.Base, "surface"), (role.AlternateBase, "sunken"), (role.Button, "surface"),
        (role.WindowText, "text"), (role.Text, "text"), (role.ButtonText, "text"), (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"), (role.Highlight, "primary"), (role.HighlightedText, "on_primary"),
        (role.PlaceholderText, "muted"), (role.Link, "primary"),
    ):  # fmt: skip
        p.setColor(where, QColor(getattr(tokens, token)))
    for where in (role.Text, role.ButtonText, role.WindowText):
        p.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.muted))
    return p


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """A Lucide icon (24 units wide, drawn in `currentColor`) in one colour."""
    svg = resources.path(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", color)
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, ink: str = "text", size: int = 20, disabled: str = "muted") -> QIcon:
    made = QIcon()
    tokens = look().tokens
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, getattr(tokens, ink), size, ratio))
        made.addPixmap(pixmap(name, getattr(tokens, disabled), size, ratio), QIcon.Mode.Disabled)
    return made


def no_icon() -> QIcon:
    """For an item that had one before."""
    return QIcon()


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two sRGB colours, 1..21 (WCAG 2.2, "contrast ratio")."""
    one, other = (QColor(text) for text in (first, second))
    return charts.contrast((one.redF(), one.greenF(), one.blueF()), (other.redF(), other.greenF(), other.blueF()))


@lru_cache(maxsize=48)
def sheet(chosen: Look) -> str:
    """The style sheet of a look."""
    values = {f.name: getattr(chosen.tokens, f.name) for f in fields(Tokens)}
    values |= {f"f{n}": str(chosen.px(n)) for n in (12, 14, 15, 20, 28)}
    values |= {f"p{n}": str(chosen.px(n)) for n in (2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 44)}
    values |= {f"m{n}": str(chosen.px(n) - 1) for n in (4, 6, 8, 12, 14)}  # one less, where a border is one more
    for key, name in (("chevron", "chevron"), ("tick", "tick")):
        values[key] = resources.path(f"icons/{name}-{chosen.tokens.name}.svg").as_posix()
    values["chevron_header"] = resources.path("icons/chevron-dark.svg").as_posix()  # the header is dark in every theme
    template = Template(resources.path("theme.qss").read_text("utf-8"))
    written = template.substitute(values, family=FAMILY, mono=MONO)
    return written + _touch_rules(chosen) if chosen.touch else written


def _touch_rules(chosen: Look) -> str:
    """Nothing that can be pressed is lower than 44 px, at any text size."""
    rules = []
    for selector, (padding, edge, usual) in _TOUCHED.items():
        high = max(chosen.px(usual), TOUCH_PX - chosen.px(padding) - edge)
        wide = f" min-width: {high}px;" if "quiet" in selector else ""  # what may show an icon alone
        rules.append(f"{selector} {{ min-height: {high}px;{wide} }}")
    return "\n".join(rules)
