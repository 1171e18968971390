"""Every shortcut in one table; the help beside a page takes its words from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QKeySequence

from station.ui.noop import QT_TRANSLATE_NOOP


class Act(Enum):
    """What an officer can ask for with a key; pages offer some of these in the footer."""

    HELP = "help"
    MENU = "menu"
    TOUR = "tour"
    PAST = "past"
    STAYS = "stays"
    FIGURES = "figures"
    FIGURES_SHIFT = "figures_shift"
    FIGURES_SERVICE = "figures_service"
    FIGURES_ARRIVALS = "figures_arrivals"
    FIGURES_LOOKS = "figures_looks"
    SAVE_FIGURE = "save_figure"
    STAYS_OVER = "stays_over"
    STAYS_DUE = "stays_due"
    STAYS_INSIDE = "stays_inside"
    STAYS_HALVES = "stays_halves"
    LANGUAGE = "language"
    THEME = "theme"
    LARGER = "larger"
    SMALLER = "smaller"
    LOCK = "lock"
    SIGN_OUT = "sign_out"
    NEXT = "next"
    BACK = "back"
    CANCEL = "cancel"
    CAPTURE = "capture"
    RETAKE = "retake"
    MISSING = "missing"
    NONE_LEFT = "none_left"
    VETO = "veto"
    TURN_HEAD = "turn_head"
    RESTART = "restart"
    ONE_BY_ONE = "one_by_one"
    PARK = "park"
    PARKED = "parked"
    SUPERVISOR_HERE = "supervisor_here"
    PRINT = "print"
    PRINT_REPORT = "print_report"
    LATER = "later"
    PHOTOGRAPH = "photograph"
    CONFIRM_NAME = "confirm_name"
    BY_HAND = "by_hand"
    CHIP = "chip"
    RAISE_CASE = "raise_case"
    CHOICE_1 = "choice_1"
    CHOICE_2 = "choice_2"
    CHOICE_3 = "choice_3"
    CHOICE_4 = "choice_4"
    CHOICE_5 = "choice_5"
    SELF_TEST = "self_test"
    CALIBRATE = "calibrate"
    REFRESH = "refresh"
    SAVE_CERTIFICATE = "save_certificate"
    VERIFY_LOG = "verify_log"
    SAVE_LIST = "save_list"
    SAVE_PROOF = "save_proof"
    SAVE_CHECKPOINT = "save_checkpoint"
    WITNESS = "witness"
    NEWER = "newer"
    OLDER = "older"
    PAGE_1 = "page_1"
    PAGE_2 = "page_2"
    PAGE_3 = "page_3"
    PAGE_4 = "page_4"
    ADD_OFFICER = "add_officer"
    BACK_UP = "back_up"
    REHEARSE = "rehearse"
    SEARCH = "search"
    EXPORT = "export"
    ERASE = "erase"
    SAVE_REPORT = "save_report"
    SAVE_CHART = "save_chart"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    FIT = "fit"
    TIE = "tie"
    OVERLAY = "overlay"
    BLINK = "blink"
    INVERT = "invert"
    ENHANCE = "enhance"
    MIRROR = "mirror"
    MARKS = "marks"
    FACE_PART = "face_part"
    NEXT_PART = "next_part"
    PREVIOUS_PART = "previous_part"
    SCALE = "scale"
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_SEEN = "not_seen"
    SHELF = "shelf"
    RELEASE = "release"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    REOPEN = "reopen"
    UNLINK = "unlink"


@dataclass(frozen=True)
class Key:
    sequence: str
    sentence: str  # English source text, translated in the context "Keys"


KEYS: dict[Act, Key] = {
    Act.HELP: Key("F1", QT_TRANSLATE_NOOP("Keys", "Show or hide the keys and the guide")),
    Act.MENU: Key("Alt+M", QT_TRANSLATE_NOOP("Keys", "Menu: language, theme, text size, leaving")),
    Act.PAST: Key("Ctrl+Shift+F", QT_TRANSLATE_NOOP("Keys", "Search past travellers")),
    Act.STAYS: Key("Ctrl+Shift+Y", QT_TRANSLATE_NOOP("Keys", "Stays: who is in the country, and until when")),
    Act.FIGURES: Key("Ctrl+Shift+N", QT_TRANSLATE_NOOP("Keys", "Figures: this shift, service, arrivals, errors")),
    Act.FIGURES_SHIFT: Key("Ctrl+6", QT_TRANSLATE_NOOP("Keys", "This shift, counter by counter")),
    Act.FIGURES_SERVICE: Key("Ctrl+7", QT_TRANSLATE_NOOP("Keys", "The measures of service")),
    Act.FIGURES_ARRIVALS: Key("Ctrl+8", QT_TRANSLATE_NOOP("Keys", "Arrivals, and what is expected")),
    Act.FIGURES_LOOKS: Key("Ctrl+9", QT_TRANSLATE_NOOP("Keys", "What the station found of itself")),
    Act.SAVE_FIGURE: Key("Ctrl+G", QT_TRANSLATE_NOOP("Keys", "Save the chart or its table")),
    Act.STAYS_OVER: Key("Alt+5", QT_TRANSLATE_NOOP("Keys", "Stays past their last day")),
    Act.STAYS_DUE: Key("Alt+6", QT_TRANSLATE_NOOP("Keys", "Stays that end within a week")),
    Act.STAYS_INSIDE: Key("Alt+7", QT_TRANSLATE_NOOP("Keys", "Everybody who is in the country")),
    Act.STAYS_HALVES: Key("Alt+8", QT_TRANSLATE_NOOP("Keys", "Crossings whose other half is missing")),
    Act.TOUR: Key("Ctrl+Shift+T", QT_TRANSLATE_NOOP("Keys", "Tour of the demonstration")),
    Act.PHOTOGRAPH: Key("F2", QT_TRANSLATE_NOOP("Keys", "Photograph the document page")),
    Act.CONFIRM_NAME: Key("F3", QT_TRANSLATE_NOOP("Keys", "Confirm that the name agrees with the document")),
    Act.BY_HAND: Key("Ctrl+M", QT_TRANSLATE_NOOP("Keys", "Enter the document by hand")),
    Act.CHIP: Key("Ctrl+J", QT_TRANSLATE_NOOP("Keys", "Read the chip once more")),
    Act.RAISE_CASE: Key("F4", QT_TRANSLATE_NOOP("Keys", "Call the supervisor")),
    Act.SUPERVISOR_HERE: Key("Shift+F4", QT_TRANSLATE_NOOP("Keys", "A supervisor rules at this counter")),
    Act.PARK: Key("Ctrl+K", QT_TRANSLATE_NOOP("Keys", "Set this visit aside until a supervisor has ruled")),
    Act.PARKED: Key("Ctrl+Shift+K", QT_TRANSLATE_NOOP("Keys", "Show the visits that were set aside")),
    Act.PRINT: Key("Ctrl+Shift+D", QT_TRANSLATE_NOOP("Keys", "Print the traveller's slip")),
    Act.CAPTURE: Key("F5", QT_TRANSLATE_NOOP("Keys", "Capture now")),
    Act.RETAKE: Key("F6", QT_TRANSLATE_NOOP("Keys", "Capture again")),
    Act.MISSING: Key("F7", QT_TRANSLATE_NOOP("Keys", "Record a finger that cannot be captured")),
    Act.NONE_LEFT: Key("Shift+F7", QT_TRANSLATE_NOOP("Keys", "Record that no finger, or no further one, can be taken")),
    Act.VETO: Key("F8", QT_TRANSLATE_NOOP("Keys", "Decide against the quality gate, with a reason")),
    Act.TURN_HEAD: Key("Ctrl+H", QT_TRANSLATE_NOOP("Keys", "Ask the traveller to turn the head")),
    Act.RESTART: Key("F9", QT_TRANSLATE_NOOP("Keys", "Start all fingers again")),
    Act.ONE_BY_ONE: Key("Ctrl+1", QT_TRANSLATE_NOOP("Keys", "One finger after the other, or several at once")),
    Act.SELF_TEST: Key("F10", QT_TRANSLATE_NOOP("Keys", "Run the self-test of the chosen device")),
    Act.CALIBRATE: Key("F11", QT_TRANSLATE_NOOP("Keys", "Start or go on with the calibration, or measure the camera")),
    Act.REFRESH: Key("F12", QT_TRANSLATE_NOOP("Keys", "Read the list again")),
    Act.SAVE_CERTIFICATE: Key("Ctrl+S", QT_TRANSLATE_NOOP("Keys", "Save the calibration certificate as PDF")),
    Act.SAVE_REPORT: Key("Ctrl+R", QT_TRANSLATE_NOOP("Keys", "Save the report of the self-test")),
    Act.SAVE_CHART: Key("Ctrl+P", QT_TRANSLATE_NOOP("Keys", "Save the camera's chart to print")),
    Act.PRINT_REPORT: Key("Ctrl+Shift+I", QT_TRANSLATE_NOOP("Keys", "Print the report of the self-test")),
    Act.VERIFY_LOG: Key("Ctrl+Shift+V", QT_TRANSLATE_NOOP("Keys", "Verify the audit log, or stop that")),
    Act.SAVE_LIST: Key("Ctrl+Shift+S", QT_TRANSLATE_NOOP("Keys", "Save the chosen entries as a file")),
    Act.SAVE_PROOF: Key("Ctrl+Shift+P", QT_TRANSLATE_NOOP("Keys", "Save the proof of one entry")),
    Act.SAVE_CHECKPOINT: Key("Ctrl+Shift+C", QT_TRANSLATE_NOOP("Keys", "Save a checkpoint of the log")),
    Act.WITNESS: Key("Ctrl+Shift+W", QT_TRANSLATE_NOOP("Keys", "Choose a checkpoint of the central database")),
    Act.NEWER: Key("Alt+Up", QT_TRANSLATE_NOOP("Keys", "Newer entries")),
    Act.OLDER: Key("Alt+Down", QT_TRANSLATE_NOOP("Keys", "Older entries")),
    Act.PAGE_1: Key("Alt+1", QT_TRANSLATE_NOOP("Keys", "Administrator: officers")),
    Act.PAGE_2: Key("Alt+2", QT_TRANSLATE_NOOP("Keys", "Administrator: the station")),
    Act.PAGE_3: Key("Alt+3", QT_TRANSLATE_NOOP("Keys", "Administrator: travellers' rights")),
    Act.PAGE_4: Key("Alt+4", QT_TRANSLATE_NOOP("Keys", "Administrator: the states' lists")),
    Act.ADD_OFFICER: Key("Ctrl+N", QT_TRANSLATE_NOOP("Keys", "Add an officer")),
    Act.BACK_UP: Key("Ctrl+Shift+B", QT_TRANSLATE_NOOP("Keys", "Make a backup now")),
    Act.REHEARSE: Key("Ctrl+Shift+R", QT_TRANSLATE_NOOP("Keys", "Rehearse a restore")),
    Act.SEARCH: Key("Ctrl+F", QT_TRANSLATE_NOOP("Keys", "Search a person")),
    Act.EXPORT: Key("Ctrl+Shift+E", QT_TRANSLATE_NOOP("Keys", "Export what is kept of a person")),
    Act.ERASE: Key("Ctrl+Shift+Del", QT_TRANSLATE_NOOP("Keys", "Erase a person's records")),
    Act.ZOOM_IN: Key("+", QT_TRANSLATE_NOOP("Keys", "Larger picture")),
    Act.ZOOM_OUT: Key("-", QT_TRANSLATE_NOOP("Keys", "Smaller picture")),
    Act.FIT: Key("0", QT_TRANSLATE_NOOP("Keys", "The whole picture")),
    Act.TIE: Key("P", QT_TRANSLATE_NOOP("Keys", "Move both pictures together, or one alone")),
    Act.OVERLAY: Key("O", QT_TRANSLATE_NOOP("Keys", "Lay one picture on the other")),
    Act.BLINK: Key("B", QT_TRANSLATE_NOOP("Keys", "Show one picture after the other")),
    Act.INVERT: Key("I", QT_TRANSLATE_NOOP("Keys", "Dark for light")),
    Act.ENHANCE: Key("E", QT_TRANSLATE_NOOP("Keys", "More contrast")),
    Act.MIRROR: Key("X", QT_TRANSLATE_NOOP("Keys", "Mirror the picture on record")),
    Act.MARKS: Key("M", QT_TRANSLATE_NOOP("Keys", "Show or hide minutiae and lines")),
    Act.FACE_PART: Key("F", QT_TRANSLATE_NOOP("Keys", "Compare the faces")),
    Act.NEXT_PART: Key("N", QT_TRANSLATE_NOOP("Keys", "The next finger")),
    Act.PREVIOUS_PART: Key("Shift+N", QT_TRANSLATE_NOOP("Keys", "The finger before")),
    Act.SCALE: Key("T", QT_TRANSLATE_NOOP("Keys", "Table of words for odds")),
    Act.AGREES: Key("A", QT_TRANSLATE_NOOP("Keys", "This feature agrees")),
    Act.DIFFERS: Key("D", QT_TRANSLATE_NOOP("Keys", "This feature differs")),
    Act.NOT_SEEN: Key("S", QT_TRANSLATE_NOOP("Keys", "This feature is not seen")),
    Act.SHELF: Key("Ctrl+Shift+G", QT_TRANSLATE_NOOP("Keys", "Cases that wait, or that were ruled")),
    Act.RELEASE: Key("Ctrl+Shift+X", QT_TRANSLATE_NOOP("Keys", "Put the case back into the queue")),
    Act.TRANSFER: Key("Ctrl+Shift+H", QT_TRANSLATE_NOOP("Keys", "Hand the case over to a colleague")),
    Act.ESCALATE: Key("Ctrl+Shift+A", QT_TRANSLATE_NOOP("Keys", "Escalate the case, with a reason")),
    Act.REOPEN: Key("Ctrl+Shift+O", QT_TRANSLATE_NOOP("Keys", "Open a ruled case again, with a reason")),
    Act.UNLINK: Key("Ctrl+Shift+U", QT_TRANSLATE_NOOP("Keys", "Take apart what a ruling linked, with a reason")),
    Act.CHOICE_1: Key("1", QT_TRANSLATE_NOOP("Keys", "First choice: admit, or same person")),
    Act.CHOICE_2: Key("2", QT_TRANSLATE_NOOP("Keys", "Second choice: refer, or different people")),
    Act.CHOICE_3: Key("3", QT_TRANSLATE_NOOP("Keys", "Third choice: refuse, or refer to second inspection")),
    Act.CHOICE_4: Key("4", QT_TRANSLATE_NOOP("Keys", "Fourth choice")),
    Act.CHOICE_5: Key("5", QT_TRANSLATE_NOOP("Keys", "Fifth choice")),
    Act.NEXT: Key("Ctrl+Return", QT_TRANSLATE_NOOP("Keys", "Go on to the next step")),
    Act.BACK: Key("Alt+Left", QT_TRANSLATE_NOOP("Keys", "Go back one step")),
    Act.LATER: Key("Alt+Right", QT_TRANSLATE_NOOP("Keys", "Leave this step for a later day")),
    Act.CANCEL: Key("Esc", QT_TRANSLATE_NOOP("Keys", "Cancel this visit, or stop what is going on")),
    Act.LANGUAGE: Key("Ctrl+L", QT_TRANSLATE_NOOP("Keys", "Switch between Indonesian and English")),
    Act.THEME: Key("Ctrl+T", QT_TRANSLATE_NOOP("Keys", "Light, dark or high contrast")),
    Act.LARGER: Key("Ctrl++", QT_TRANSLATE_NOOP("Keys", "Larger text")),
    Act.SMALLER: Key("Ctrl+-", QT_TRANSLATE_NOOP("Keys", "Smaller text")),
    Act.LOCK: Key("Ctrl+Shift+L", QT_TRANSLATE_NOOP("Keys", "Lock the screen and keep the visit")),
    Act.SIGN_OUT: Key("Ctrl+Shift+Q", QT_TRANSLATE_NOOP("Keys", "Sign out and hand over")),
}

EVERYWHERE = (
    Act.HELP, Act.MENU, Act.LANGUAGE, Act.THEME, Act.LARGER, Act.SMALLER, Act.PAST, Act.STAYS, Act.FIGURES, Act.TOUR,
    Act.LOCK, Act.SIGN_OUT,
)  # fmt: skip
"""These work on every page, where who works here may do them; the others only where the page offers them."""


def sequence(act: Act) -> QKeySequence:
    return QKeySequence(KEYS[act].sequence)


def cap(act: Act) -> str:
    """The key as it is printed on a button."""
    text = KEYS[act].sequence
    arrows = {"Alt+Left": "Alt+←", "Alt+Right": "Alt+→", "Alt+Up": "Alt+↑", "Alt+Down": "Alt+↓"}
    return {"Ctrl+Return": "Ctrl+↵", **arrows}.get(text, text)
