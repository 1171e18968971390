"""Sentences for the error codes of signing in with a second factor and of the auditor's and administrator's rooms."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

OFFICE: dict[str, str] = {
    "passwords_differ": QT_TRANSLATE_NOOP("Problems", "The two new passwords differ. Type them again."),
    "file_unwritten": QT_TRANSLATE_NOOP("Problems", "The file cannot be written there. Choose another place."),
    "witness_unread": QT_TRANSLATE_NOOP("Problems", "This file holds no checkpoint of this station's log."),
    "own_account": QT_TRANSLATE_NOOP("Problems", "Nobody changes their own account. Ask another administrator."),
    "last_administrator": QT_TRANSLATE_NOOP(
        "Problems", "This is the only administrator who can sign in; name another one first."
    ),
    "finger_too_weak": QT_TRANSLATE_NOOP(
        "Problems", "The print is too weak for a second factor. Clean the glass and the finger, or take another finger."
    ),
    "fingers_disagree": QT_TRANSLATE_NOOP(
        "Problems", "The two prints are not of one finger, or too different. Begin again with the same finger."
    ),
    "sign_in_name_unfit": QT_TRANSLATE_NOOP(
        "Problems", "A sign-in name has 2 to 32 letters, digits, dots, dashes or underscores."
    ),
    "display_name_missing": QT_TRANSLATE_NOOP("Problems", "Give the name that others see."),
    "backup_no_target": QT_TRANSLATE_NOOP("Problems", "No folder for backups is configured at this station."),
    "backup_none": QT_TRANSLATE_NOOP("Problems", "There is no backup in the configured folder yet."),
    "backup_unwritten": QT_TRANSLATE_NOOP(
        "Problems", "The backup cannot be written. Is the disk there, and is it full?"
    ),
    "search_too_short": QT_TRANSLATE_NOOP("Problems", "Type at least three letters or digits."),
}
