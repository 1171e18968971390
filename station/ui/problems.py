"""One sentence for every error code: what the officer should do. The detail stays in the technician's log."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

PROBLEMS: dict[str, str] = {
    # the station
    "unexpected": QT_TRANSLATE_NOOP(
        "Problems", "Something unexpected happened. The visit is kept; try again or call the technician."
    ),
    "not_allowed": QT_TRANSLATE_NOOP("Problems", "Your role does not allow this."),
    "illegal_transition": QT_TRANSLATE_NOOP("Problems", "This step is not possible now."),
    "config": QT_TRANSLATE_NOOP("Problems", "The configuration of the station is wrong. Call the technician."),
    "policy": QT_TRANSLATE_NOOP("Problems", "The policy file cannot be used. Call the administrator."),
    "cancelled": QT_TRANSLATE_NOOP("Problems", "Stopped."),
    # signing in
    "bad_credentials": QT_TRANSLATE_NOOP("Problems", "Name or password is wrong."),
    "locked_out": QT_TRANSLATE_NOOP(
        "Problems", "Too many wrong passwords. Wait a few minutes or call the administrator."
    ),
    "sign_in_too_old": QT_TRANSLATE_NOOP(
        "Problems", "The station has been offline too long to sign in. Connect it to the central database."
    ),
    "second_person": QT_TRANSLATE_NOOP("Problems", "A second person must confirm this."),
    "second_factor": QT_TRANSLATE_NOOP("Problems", "The second factor is missing or wrong."),
    # document
    "mrz_line_count": QT_TRANSLATE_NOOP("Problems", "Two or three lines are needed. Type them as printed."),
    "mrz_line_length": QT_TRANSLATE_NOOP("Problems", "A line has the wrong length. Compare it with the document."),
    "mrz_character": QT_TRANSLATE_NOOP("Problems", "A character cannot stand here. Compare it with the document."),
    "mrz_kind": QT_TRANSLATE_NOOP("Problems", "This is not a passport, identity card or visa zone."),
    "mrz_missing": QT_TRANSLATE_NOOP("Problems", "A field that must be filled is empty."),
    "mrz_check_digit": QT_TRANSLATE_NOOP(
        "Problems", "The check digit does not fit. Compare the field with the document."
    ),
    "mrz_date": QT_TRANSLATE_NOOP("Problems", "This date does not exist. Compare it with the document."),
    "mrz_sex": QT_TRANSLATE_NOOP("Problems", "Sex must be F, M or <."),
    "no_document": QT_TRANSLATE_NOOP(
        "Problems", "No machine readable zone was found in the picture. Lay the page flat and try again."
    ),
    "document_expired": QT_TRANSLATE_NOOP("Problems", "The document has expired."),
    "name_not_confirmed": QT_TRANSLATE_NOOP("Problems", "Confirm the name first; no check digit protects it."),
    # stay
    "stay": QT_TRANSLATE_NOOP("Problems", "The length of stay does not fit the visa class."),
    "unknown_visa": QT_TRANSLATE_NOOP("Problems", "This visa class is not known."),
    "visa_purpose": QT_TRANSLATE_NOOP("Problems", "This visa class does not cover the purpose of visit."),
    "stay_too_long": QT_TRANSLATE_NOOP("Problems", "The visa class does not allow that many days."),
    "stay_days": QT_TRANSLATE_NOOP("Problems", "The stay must be at least one day."),
    # capture
    "no_face_capture": QT_TRANSLATE_NOOP("Problems", "No face was captured. Try again."),
    "no_face": QT_TRANSLATE_NOOP("Problems", "No face was found in the picture."),
    "no_finger_capture": QT_TRANSLATE_NOOP("Problems", "No finger was captured. Try again."),
    "no_fingerprint": QT_TRANSLATE_NOOP(
        "Problems", "No usable fingerprint in the picture. Clean the scanner and try again."
    ),
    # devices
    "not_found": QT_TRANSLATE_NOOP("Problems", "The device is not connected. Plug it in; the visit waits."),
    "busy": QT_TRANSLATE_NOOP("Problems", "The device is in use. Wait a moment and try again."),
    "no_permission": QT_TRANSLATE_NOOP("Problems", "The station may not open the device. Call the technician."),
    "unplugged": QT_TRANSLATE_NOOP("Problems", "The device was unplugged. Plug it in again; nothing is lost."),
    "timed_out": QT_TRANSLATE_NOOP("Problems", "Nothing came from the device in time. Try again."),
    "garbled": QT_TRANSLATE_NOOP("Problems", "The device sent a damaged picture. Try again."),
    "refused": QT_TRANSLATE_NOOP("Problems", "This device is not on the list of allowed devices. Use another one."),
    "camera_lost": QT_TRANSLATE_NOOP("Problems", "The camera is gone. Plug it in again; nothing is lost."),
    "camera_stalled": QT_TRANSLATE_NOOP("Problems", "The camera gives no picture. The station is reconnecting it."),
    # records
    "disk_full": QT_TRANSLATE_NOOP(
        "Problems", "The disk is full. This visit is saved; call the technician before the next one."
    ),
    "store_busy": QT_TRANSLATE_NOOP("Problems", "The records are in use by another program. Try again."),
    # central
    "central_unreachable": QT_TRANSLATE_NOOP(
        "Problems", "The central database cannot be reached. Go on; records wait here."
    ),
}

GENERIC = PROBLEMS["unexpected"]
