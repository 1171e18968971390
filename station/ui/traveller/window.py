"""The traveller's window: a frozen view comes in, touches go out. It takes no focus, so that no key of the officer ever
ends here, and it keeps nothing: a blank view empties every label and picture."""

from __future__ import annotations

import time
from collections.abc import Iterable
from string import Template

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.desk import Picture, PictureSlot
from station.domain.samples import Finger
from station.ui import theme
from station.ui.notice import LANGUAGES
from station.ui.theme import LIGHT, Tone
from station.ui.traveller import wording
from station.ui.traveller.pictograms import CueIcon, FingerTile, Pictogram, paint_face
from station.ui.traveller.view import Scene, TravellerMark, TravellerView
from station.ui.widgets.images import FaceView

DRAWN = QSize(1280, 800)  # the size that the proportions are drawn for
SCALES = (1.0, 1.5, 2.0)
# kind of a text -> pixels at scale 1 and at scale 2; what is largest grows least
TEXT = {"heading": (58, 68), "more": (28, 50), "cue": (28, 50), "small": (21, 42), "body": (26, 48), "button": (24, 48)}
TALL = 0.8  # of a heading and of enlarged text in Arabic, whose lines are a third higher
TOUCH = 64  # least height of what is touched, pixels of the drawn size
STEP_ICONS = ("id-card", "scan-face", "fingerprint", "check")
STEP_WORDS = ("step_document", "step_face", "step_fingers", "step_done")
NOTICE_ICONS = ("scan-face", "lock", "pen-line")  # what and why, who and how long, which rights
SCORES = (4, 3, 2, 1)
SETTLE_SECONDS = 0.7  # a tap so soon after a question appeared was meant for the one before

_SHEET = Template("""
QWidget { font-family: $families; color: $text; background: transparent; }
#traveller { background: $surface; }
#blank { background: $header; }
#bar { background: $header; }
#bar QLabel { color: $header_muted; font-size: ${small}px; }
#bar QLabel[mark="now"] { color: $on_header; font-weight: 700; }
#foot { background: $ground; border-top: 2px solid $border; }
QLabel[kind="heading"] { font-size: ${heading}px; font-weight: 700; }
QLabel[kind="more"] { font-size: ${more}px; color: $muted; }
QLabel[kind="cue"] { font-size: ${cue}px; font-weight: 700; color: $primary; }
QLabel[kind="cue"][good="true"] { color: $ok; }
QLabel[kind="body"] { font-size: ${body}px; }
QLabel[kind="small"] { font-size: ${small}px; color: $muted; }
QPushButton { font-size: ${button}px; font-weight: 700; color: $on_primary; background: $primary; border-radius: 12px;
  border: 3px solid $primary; padding: 8px 28px; min-height: ${touch}px; }
QPushButton:pressed, QToolButton:pressed { background: $focus; color: $surface; }
QPushButton:disabled { color: $ok; background: $ok_soft; border-color: $ok; }
QToolButton { font-size: ${small}px; color: $text; background: $surface; border: 2px solid $edge; border-radius: 10px;
  padding: 4px 12px; min-height: ${touch}px; }
QToolButton[chosen="true"] { border: 3px solid $primary; background: $primary_soft; font-weight: 700; }
#larger { color: $on_header; background: transparent; border: 2px solid $header_muted; font-weight: 700;
  min-width: ${touch}px; }
#tile { border: 2px solid $border; border-radius: 10px; background: $surface; }
#tile[mark="now"] { border: 4px solid $primary; background: $primary_soft; }
QScrollArea { border: none; }
""")


def _label(kind: str, wrap: bool = True) -> QLabel:
    made = QLabel()
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(wrap)
    made.setSizePolicy(policy)  # pictures give way to words
    return made


def _mark(widget: QWidget, name: str, value: object) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class _StepIcon(QWidget):
    """A step of the visit: an icon in a circle, ticked once it is done."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon, self._mark = icon, TravellerMark.WAITING

    def show_mark(self, mark: TravellerMark) -> None:
        self._mark = mark
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        ring = {TravellerMark.DONE: LIGHT.header_ok, TravellerMark.NOW: "#8fb0ff"}.get(self._mark, "#75839b")
        fill = {TravellerMark.DONE: "#13693a", TravellerMark.NOW: LIGHT.primary}.get(self._mark, LIGHT.header)
        pen = painter.pen()
        pen.setColor(QColor(ring))
        pen.setWidthF(side / 12)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        edge = side / 24
        painter.drawEllipse(self.rect().adjusted(round(edge) + 1, round(edge) + 1, -round(edge) - 1, -round(edge) - 1))
        inner = round(side * 0.54)
        name = "check" if self._mark is TravellerMark.DONE else self._icon
        picture = theme.pixmap(name, "#ffffff", inner, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - inner) // 2, (self.height() - inner) // 2, picture)


class _StepBar(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.icons = [_StepIcon(name) for name in STEP_ICONS]
        self.words = [_label("step", wrap=False) for _ in STEP_ICONS]
        self.lines = [QFrame() for _ in STEP_ICONS[1:]]
        for n, (icon, word) in enumerate(zip(self.icons, self.words, strict=True)):
            self.row.addWidget(icon)
            self.row.addWidget(word)
            if n < len(self.lines):
                self.lines[n].setStyleSheet("background: #4b5a73;")
                self.row.addWidget(self.lines[n], 1)
        self.larger = QToolButton()
        self.larger.setObjectName("larger")
        self.larger.setText("A+")
        self.row.addWidget(self.larger)


class _Fresh:
    """A slot without the picture that stood in it before: that may be of the traveller who has gone."""

    def __init__(self, slot: PictureSlot) -> None:
        self._slot = slot
        self._old = slot.get()[0]

    def get(self) -> tuple[int, Picture]:
        number, picture = self._slot.get()
        return (0, None) if number == self._old else (number, picture)


class TravellerWindow(QWidget):
    """`render_view` shows a view; nothing of the one before stays."""

    read = Signal()  # the notice was read
    language_chosen = Signal(str)
    scored = Signal(int)  # 4 very good .. 1 poor
    skipped = Signal()  # the further question

    def __init__(self, parent: QWidget | None = None, moves: bool = True, answers: bool = True) -> None:
        """`moves`: pictures move; `answers`: the screen can be touched."""
        super().__init__(parent)
        self.setObjectName("traveller")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self._answers = answers
        self._view = TravellerView()
        self._offered: tuple[str, ...] = ()
        self._scale = SCALES[0]
        self._thanked, self._asked_at = False, 0.0
        self._dressed: tuple[object, ...] = ()
        self._slot: PictureSlot | None = None
        self._watched: PictureSlot | None = None
        self.bar = _StepBar()
        self.bar.larger.clicked.connect(self._larger)
        self.blank = QFrame()
        self.blank.setObjectName("blank")
        self.blank.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pictogram, self.mirror = Pictogram(moves=moves), FaceView()
        self.heading, self.more, self.counted = _label("heading"), _label("more"), _label("small")
        self.cue_icon, self.cue, self.cannot = CueIcon(), _label("cue"), _label("small")
        self.tiles: dict[Finger, tuple[QFrame, FingerTile, QLabel]] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._build_work())
        self._stack.addWidget(self._build_notice())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the monitor says how large it is
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.render_view(TravellerView())

    # ---- parts

    def _build_work(self) -> QWidget:
        whole = QWidget()
        column = self._column = QVBoxLayout(whole)
        row = self._row = QHBoxLayout()
        left, right = QWidget(), QWidget()
        for side in (left, right):  # their share of the width, whatever they hold
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        words = self._words = QVBoxLayout(left)
        words.setContentsMargins(0, 0, 0, 0)
        words.addStretch(1)
        for part in (self.counted, self.heading, self.more):
            words.addWidget(part)
        cue = self._cue_row = QHBoxLayout()
        cue.addWidget(self.cue_icon)
        cue.addWidget(self.cue, 1)
        words.addLayout(cue)
        words.addStretch(1)
        row.addWidget(left, 56)
        pictures = QVBoxLayout(right)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.addWidget(self.pictogram, 1)
        pictures.addWidget(self.mirror, 1)
        row.addWidget(right, 44)
        column.addLayout(row, 1)
        self._tile_row = QHBoxLayout()
        column.addLayout(self._tile_row)
        self._help = QWidget()
        help_row = QHBoxLayout(self._help)
        help_row.setContentsMargins(0, 0, 0, 0)
        self._hand = QLabel()
        self._hand.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        help_row.addWidget(self._hand)
        help_row.addWidget(self.cannot, 1)
        column.addWidget(self._help)
        self._feedback = QWidget()
        for below in (self._help, self._feedback):
            below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._build_feedback()
        column.addWidget(self._feedback)
        return whole

    def _build_feedback(self) -> None:
        column = QVBoxLayout(self._feedback)
        column.setContentsMargins(0, 0, 0, 0)
        self.question, self.no_name = _label("more"), _label("small")
        column.addWidget(self.question)
        faces = QHBoxLayout()
        faces.setSpacing(16)
        self.faces: dict[int, QToolButton] = {}
        for score in SCORES:
            button = self.faces[score] = QToolButton()
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, s=score: self._score(s))
            faces.addWidget(button, 1)
        column.addLayout(faces)
        below = QHBoxLayout()
        below.addWidget(self.no_name, 1)
        self.skip = QToolButton()
        self.skip.clicked.connect(self.skipped)
        below.addWidget(self.skip)
        column.addLayout(below)

    def _build_notice(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QWidget()
        rows = self._notice_rows = QVBoxLayout(inside)
        self.notice_title = _label("heading")
        rows.addWidget(self.notice_title)
        self._notice_icons: list[QLabel] = []
        self.paragraphs: list[QLabel] = []
        for _ in NOTICE_ICONS:
            row = QHBoxLayout()
            icon, text = QLabel(), _label("body")
            icon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text, 1)
            self._notice_icons.append(icon)
            self.paragraphs.append(text)
            rows.addLayout(row)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(area, 1)
        foot = QFrame()
        foot.setObjectName("foot")
        below = self._foot = QVBoxLayout(foot)
        self._languages = QGridLayout()
        below.addLayout(self._languages)
        self.language_buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout()
        asked = QVBoxLayout()
        self.ask, self.version = _label("more"), _label("small")
        asked.addWidget(self.ask)
        asked.addWidget(self.version)
        row.addLayout(asked, 1)
        self.read_button = QPushButton()
        self.read_button.clicked.connect(self.read)
        row.addWidget(self.read_button)
        below.addLayout(row)
        column.addWidget(foot)
        return whole

    # ---- what is shown

    def offer_languages(self, codes: Iterable[str]) -> None:
        """Those of the policy that are written."""
        offered = tuple(code for code in codes if code in LANGUAGES)
        if offered == self._offered:
            return
        self._offered = offered
        for button in self.language_buttons.values():
            self._languages.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.language_buttons = {}
        for code in offered:
            button = QToolButton()
            button.setText(LANGUAGES[code].name)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, c=code: self.language_chosen.emit(c))
            self.language_buttons[code] = button
        self._place_languages()

    def watch(self, slot: PictureSlot | None) -> None:
        """The camera that sees the traveller; looked at in the face scene alone."""
        self._slot = slot
        self._mirror()

    def render_view(self, view: TravellerView) -> None:
        if view.scene is not self._view.scene:
            self._thanked, self._asked_at = False, 0.0
        elif view.further != self._view.further:
            self._thanked, self._asked_at = False, time.monotonic()
        if view.scene is Scene.BLANK:
            self._scale = SCALES[0]  # the next traveller begins anew
        self._view = view
        self._paint()

    @property
    def view(self) -> TravellerView:
        return self._view

    def _paint(self) -> None:
        view = self._view
        self._dress()
        rtl = wording.right_to_left(view.language)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        shown = {Scene.BLANK: 0, Scene.NOTICE: 2}.get(view.scene, 1)
        self._stack.setCurrentIndex(shown)
        self.bar.setVisible(view.scene is not Scene.BLANK)
        self._paint_steps()
        self._paint_work()
        self._paint_tiles()
        self._paint_notice()
        self._paint_feedback()
        self._mirror()

    def _say(self, key: str, **values: str) -> str:
        return wording.say(self._view.language, key, **values)

    def _paint_steps(self) -> None:
        marks = self._view.steps or (TravellerMark.WAITING,) * len(STEP_ICONS)
        for n, mark in enumerate(marks):
            self.bar.icons[n].show_mark(mark)
            self.bar.words[n].setText(self._say(STEP_WORDS[n]))
            _mark(self.bar.words[n], "mark", mark.value)
            self.bar.words[n].setVisible(
                self._scale == SCALES[0] or (mark is TravellerMark.NOW and self._scale < SCALES[-1])
            )
        self.bar.larger.setAccessibleName(self._say("larger"))

    def _paint_work(self) -> None:
        view = self._view
        works = view.scene not in {Scene.BLANK, Scene.NOTICE}
        self.heading.setText(self._say(view.heading) if works else "")
        more = self._say(view.more) if works else ""
        if view.last_day is not None:
            until = self._say("stay_until", date=wording.day(view.language, view.last_day))
            more = f"{until}\n{more}"
        self.more.setText(more)
        self.more.setVisible(bool(more))
        counted = ""
        if view.number and view.count:
            n, m = (wording.number(view.language, one) for one in (view.number, view.count))
            counted = self._say("finger_of", n=n, m=m)
        self.counted.setText(counted)
        self.counted.setVisible(bool(counted))
        self.cue.setText(self._say(view.cue_text) if works else "")
        _mark(self.cue, "good", view.good)
        self.cue_icon.show_cue(view.cue, view.good)
        for part in (self.cue, self.cue_icon):
            part.setVisible(bool(view.cue_text) and works)
        self.pictogram.setVisible(works and not view.mirror)
        self.pictogram.show_view(view if works else TravellerView(), self._say(view.heading) if works else "")
        asks_body = view.scene in {Scene.FACE, Scene.FINGERS}
        self.cannot.setText(self._say("cannot") if asks_body else "")
        self._help.setVisible(asks_body)

    def _paint_tiles(self) -> None:
        wanted = [finger for finger, _ in self._view.tiles]
        if wanted != list(self.tiles):
            for frame, _tile, _word in self.tiles.values():
                self._tile_row.removeWidget(frame)
                frame.hide()  # at once: the next traveller may stand there before it is deleted
                frame.deleteLater()
            self.tiles = {finger: self._new_tile(finger) for finger in wanted}
        words = self._scale == SCALES[0] and len(wanted) <= 4
        for finger, mark in self._view.tiles:
            frame, tile, word = self.tiles[finger]
            name = self._say(f"finger_{finger.value}")
            _mark(frame, "mark", mark.value)
            tile.show_mark(mark)
            tile.setAccessibleName(name)
            word.setText(name if words else "")
            word.setVisible(words)

    def _new_tile(self, finger: Finger) -> tuple[QFrame, FingerTile, QLabel]:
        frame, tile, word = QFrame(), FingerTile(finger), _label("small")
        frame.setObjectName("tile")
        frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, frame)
        row.addWidget(tile)
        row.addWidget(word, 1)
        side = self._px(64)
        tile.setFixedSize(side, side)
        self._tile_row.addWidget(frame, 1)
        return frame, tile, word

    def _paint_notice(self) -> None:
        view = self._view
        shown = view.scene is Scene.NOTICE and view.notice is not None
        texts = view.notice.text.split("\n\n") if shown and view.notice is not None else []
        self.notice_title.setText(self._say(view.heading) if shown else "")
        for n, label in enumerate(self.paragraphs):
            label.setText(texts[n] if n < len(texts) else "")
        if len(texts) > len(self.paragraphs):
            self.paragraphs[-1].setText("\n\n".join(texts[len(self.paragraphs) - 1 :]))
        self.ask.setText(self._say(view.more) if shown else "")
        version = view.notice.version if view.notice is not None and shown else ""
        isolated = f"\u2066{version}\u2069"  # its hyphens would turn it round in Arabic
        self.version.setText(self._say("notice_version", version=isolated) if version else "")
        self.read_button.setText(self._say("thank_you" if view.notice_shown else "notice_read"))
        self.read_button.setEnabled(not view.notice_shown)
        self.read_button.setVisible(self._answers)
        for code, button in self.language_buttons.items():
            button.setVisible(self._answers)
            chosen = code == view.language
            _mark(button, "chosen", chosen)
            button.setAccessibleName(f"{self._say('languages')}: {LANGUAGES[code].name}")

    def _paint_feedback(self) -> None:
        view = self._view
        asks = view.asks and self._answers
        self._feedback.setVisible(asks)
        further = asks and bool(view.further) and not self._thanked
        question = "thank_you" if self._thanked else f"ask_{view.further}" if further else "how_was_it"
        one_more = f"{self._say('one_more')}\n" if further else ""
        self.question.setText(one_more + self._say(question) if asks else "")
        self.skip.setText(self._say("skip"))
        self.skip.setVisible(further)
        self.no_name.setText(self._say("no_name") if asks else "")
        for score, button in self.faces.items():
            button.setText(self._say(f"score_{score}"))
            button.setVisible(not self._thanked)

    def _mirror(self) -> None:
        view = self._view
        slot = self._slot if view.mirror else None
        self.mirror.setVisible(view.mirror)
        if slot is not self._watched:
            self._watched = slot
            self.mirror.watch(_Fresh(slot) if slot is not None else None)
            self.mirror.show_picture(None)  # nobody's face waits for the next one
        tone = Tone.OK if view.good else Tone.INFO
        self.mirror.guide(tone, "", None)
        self.mirror.setAccessibleName(self._say(view.cue_text) if view.mirror else "")

    # ---- what is touched

    def _score(self, score: int) -> None:
        if time.monotonic() - self._asked_at < SETTLE_SECONDS:
            return
        if self._view.asks and not self._thanked:
            self._thanked = True
            self._paint_feedback()
            self.scored.emit(score)

    def _larger(self) -> None:
        self._scale = SCALES[(SCALES.index(self._scale) + 1) % len(SCALES)]
        self._paint()

    def enlarge(self, scale: float) -> None:
        """Text of one of `SCALES`; back to 1 with the next blank."""
        self._scale = scale
        self._paint()

    # ---- sizes

    def _unit(self) -> float:
        return max(0.6, min(self.width() / DRAWN.width(), self.height() / DRAWN.height()))

    def _px(self, size: float) -> int:
        return round(size * self._unit())

    def text_px(self, kind: str) -> int:
        least, most = TEXT[kind]
        arabic = wording.right_to_left(self._view.language)
        tall = TALL if arabic and (kind == "heading" or self._scale > SCALES[0]) else 1.0
        return self._px((least + (most - least) * (self._scale - 1.0)) * tall)

    def _dress(self) -> None:
        """The style sheet and everything that is measured in pixels, where language, size or text size changed."""
        wanted = (self._view.language, self._unit(), self._scale)
        if wanted == self._dressed:
            return
        self._dressed = wanted
        values = {name: getattr(LIGHT, name) for name in LIGHT.__dataclass_fields__}
        values |= {kind: str(self.text_px(kind)) for kind in TEXT}
        families = ", ".join(f'"{name}"' for name in wording.families(self._view.language))
        self.setStyleSheet(_SHEET.substitute(values, families=families, touch=str(self._px(TOUCH - 20))))
        px = self._px
        self.bar.row.setContentsMargins(px(40), px(10), px(24), px(10))
        self.bar.row.setSpacing(px(14))
        for icon in self.bar.icons:
            icon.setFixedSize(px(44), px(44))
        for line in self.bar.lines:
            line.setFixedHeight(max(2, px(3)))
        self._column.setContentsMargins(px(40), px(20), px(40), px(14))
        self._column.setSpacing(px(14))
        self._row.setSpacing(px(40))
        self._row.setStretch(0, 56 if self._scale == SCALES[0] else 66)
        self._row.setStretch(1, 44 if self._scale == SCALES[0] else 34)
        self._words.setSpacing(px(16))
        self._tile_row.setSpacing(px(16))
        self._cue_row.setSpacing(px(14))
        side = self.text_px("cue") + px(14)
        self.cue_icon.setFixedSize(side, side)
        for _frame, tile, _word in self.tiles.values():
            tile.setFixedSize(px(64), px(64))
        hand = self.text_px("small") + px(8)
        self._hand.setPixmap(theme.pixmap("hand", LIGHT.muted, hand, self.devicePixelRatioF()))
        self._dress_notice()
        face = px(64 if self._scale == SCALES[0] else 48)
        for score, button in self.faces.items():
            button.setIcon(QIcon(self._face_picture(score, face)))
            button.setIconSize(QSize(face, face))

    def _dress_notice(self) -> None:
        px = self._px
        self._notice_rows.setContentsMargins(px(56), px(22), px(56), px(16))
        self._notice_rows.setSpacing(px(20))
        self._foot.setContentsMargins(px(40), px(12), px(40), px(14))
        self._foot.setSpacing(px(12))
        self._languages.setSpacing(px(8))
        circle = px(64)
        for icon, name in zip(self._notice_icons, NOTICE_ICONS, strict=True):
            picture = QPixmap(circle, circle)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(LIGHT.primary_soft))
            painter.drawEllipse(0, 0, circle, circle)
            painter.drawPixmap(circle // 4, circle // 4, theme.pixmap(name, LIGHT.primary, circle // 2))
            painter.end()
            icon.setPixmap(picture)
        self._place_languages()

    def _place_languages(self) -> None:
        across = {SCALES[0]: 10, SCALES[1]: 5}.get(self._scale, 5)
        for n, button in enumerate(self.language_buttons.values()):
            self._languages.removeWidget(button)
            self._languages.addWidget(button, n // across, n % across)

    def _face_picture(self, score: int, side: int) -> QPixmap:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.scale(side / 48, side / 48)
        paint_face(painter, score)
        painter.end()
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._paint()
