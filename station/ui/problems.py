"""One sentence for every error code: what the officer should do. The detail stays in the technician's log."""

from __future__ import annotations

from station.ui.noop import QT_TRANSLATE_NOOP

PROBLEMS: dict[str, str] = {
    # the station
    "folder_in_use": QT_TRANSLATE_NOOP("Problems", "The folder is not empty. A rehearsal needs a folder of its own."),
    "not_training": QT_TRANSLATE_NOOP("Problems", "This folder does not belong to a training station."),
    "training_not_passed": QT_TRANSLATE_NOOP("Problems", "Not every scenario has been passed yet."),
    "unexpected": QT_TRANSLATE_NOOP(
        "Problems", "Something unexpected happened. The visit is kept; try again or call the technician."
    ),
    "no_printer": QT_TRANSLATE_NOOP("Problems", "This machine has no printer. Save the slip as a file instead."),
    "printer_failed": QT_TRANSLATE_NOOP("Problems", "The printer did not take the slip. Look at it and print again."),
    "not_a_supervisor": QT_TRANSLATE_NOOP("Problems", "Only a supervisor rules. Ask one to sign in."),
    "visit_open": QT_TRANSLATE_NOOP("Problems", "A document has been read already. End this visit first."),
    "not_allowed": QT_TRANSLATE_NOOP("Problems", "Your role does not allow this."),
    "illegal_transition": QT_TRANSLATE_NOOP("Problems", "This step is not possible now."),
    "no_room_for_role": QT_TRANSLATE_NOOP(
        "Problems", "There is no room for your role in this window; use station-admin."
    ),
    "config": QT_TRANSLATE_NOOP("Problems", "The configuration of the station is wrong. Call the technician."),
    "policy": QT_TRANSLATE_NOOP("Problems", "The policy file cannot be used. Call the administrator."),
    "cancelled": QT_TRANSLATE_NOOP("Problems", "Stopped."),
    "capture_cancelled": QT_TRANSLATE_NOOP("Problems", "Waiting for the finger was stopped."),
    "hub_stopped": QT_TRANSLATE_NOOP("Problems", "The readers are being closed. Start the station again."),
    # commissioning
    "settings_unwritable": QT_TRANSLATE_NOOP(
        "Problems",
        "The settings file cannot be written by this account. Start the program as root: sudo station run "
        "--commission.",
    ),
    "commission_refused": QT_TRANSLATE_NOOP("Problems", "This step cannot be kept as it was entered."),
    "place_missing": QT_TRANSLATE_NOOP("Problems", "Enter the place where this station stands."),
    "agency_key_unfit": QT_TRANSLATE_NOOP(
        "Problems", "This file is not the agency's public key. Ask the agency for agency.pub."
    ),
    "certificate_folder_unfit": QT_TRANSLATE_NOOP(
        "Problems", "The folder must hold ca.crt, client.crt and client.key, and be readable."
    ),
    "no_administrator_yet": QT_TRANSLATE_NOOP(
        "Problems", "Add at least one administrator first: nobody else can add officers afterwards."
    ),
    "recovery_key_unfit": QT_TRANSLATE_NOOP("Problems", "This file is not a recovery officer's public key."),
    "file_unread": QT_TRANSLATE_NOOP("Problems", "The file cannot be read. Look at its name and choose it again."),
    "upgrade_none": QT_TRANSLATE_NOOP("Problems", "No copy was made before a new version here."),
    "upgrade_visit_sealed": QT_TRANSLATE_NOOP(
        "Problems", "A visit was sealed since the new version: going back would lose it. Send what waits first."
    ),
    "upgrade_cannot_tell": QT_TRANSLATE_NOOP(
        "Problems", "The records do not say whether a visit was sealed since. Mend them from a backup instead."
    ),
    "upgrade_package": QT_TRANSLATE_NOOP("Problems", "The package of the installed version cannot be read."),
    "delta_forged": QT_TRANSLATE_NOOP("Problems", "The update's signature does not fit. Do not install it."),
    "delta_damaged": QT_TRANSLATE_NOOP("Problems", "This file is not an update, or it is damaged. Fetch it again."),
    "delta_unfit": QT_TRANSLATE_NOOP(
        "Problems", "The update does not fit what is installed here. Install the whole package instead."
    ),
    # signing in
    "sign_in_wrong": QT_TRANSLATE_NOOP("Problems", "Name or password is wrong."),
    "sign_in_locked": QT_TRANSLATE_NOOP("Problems", "Too many wrong passwords. Wait a while, then try again."),
    "sign_in_inactive": QT_TRANSLATE_NOOP("Problems", "This account is closed. Ask the administrator."),
    "sign_in_offline_too_long": QT_TRANSLATE_NOOP(
        "Problems", "The station has been offline too long to sign in. Connect it to the central database."
    ),
    "second_factor_needed": QT_TRANSLATE_NOOP("Problems", "Type the six digits of the authenticator as well."),
    "second_factor_missing": QT_TRANSLATE_NOOP("Problems", "Your role needs a second factor. Ask the administrator."),
    "second_factor_wrong": QT_TRANSLATE_NOOP("Problems", "The second factor is wrong."),
    "password_must_change": QT_TRANSLATE_NOOP("Problems", "Choose a new password before you go on."),
    "password_too_short": QT_TRANSLATE_NOOP(
        "Problems", "The new password is too short: at least 15 characters, 8 where you have a second factor."
    ),
    "password_known": QT_TRANSLATE_NOOP(
        "Problems", "This password is among the first that anybody tries. Choose a few words of your own."
    ),
    "password_same": QT_TRANSLATE_NOOP("Problems", "The new password must differ from the old one."),
    "second_person_needed": QT_TRANSLATE_NOOP("Problems", "A second person must confirm this."),
    "second_person_in_hand": QT_TRANSLATE_NOOP(
        "Problems",
        "One person gave both accounts their passwords, so they do not count as two. Let another administrator or the "
        "agency give one of them a new password.",
    ),
    "stay_change_refused": QT_TRANSLATE_NOOP("Problems", "This stay cannot be changed so."),
    "decision_missing": QT_TRANSLATE_NOOP("Problems", "The number of the decision is missing."),
    "stay_closed": QT_TRANSLATE_NOOP("Problems", "This stay has ended: it cannot be extended."),
    "stay_has_no_last_day": QT_TRANSLATE_NOOP("Problems", "This stay has no last day that could be extended."),
    "extension_not_later": QT_TRANSLATE_NOOP("Problems", "The new last day must be later than the one before."),
    "extension_not_foreseen": QT_TRANSLATE_NOOP("Problems", "The visa class allows no further extension."),
    "extension_too_long": QT_TRANSLATE_NOOP("Problems", "The visa class does not allow so many days in all."),
    "nothing_to_correct": QT_TRANSLATE_NOOP("Problems", "The register says the same already."),
    "arrival_later": QT_TRANSLATE_NOOP("Problems", "The day of entry has not come yet."),
    "days_reversed": QT_TRANSLATE_NOOP("Problems", "The stay would end before it began."),
    "stay_void": QT_TRANSLATE_NOOP("Problems", "This stay is void already."),
    "approval_invalid": QT_TRANSLATE_NOOP("Problems", "The confirmation of the second person is not valid."),
    "reason_missing": QT_TRANSLATE_NOOP("Problems", "Give a reason."),
    # document
    "mrz_unreadable": QT_TRANSLATE_NOOP("Problems", "The zone cannot be read for certain. Type the lines as printed."),
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
    "mrz_state": QT_TRANSLATE_NOOP(
        "Problems", "No state has this code, or issuer and nationality differ. Compare it with the picture."
    ),
    "mrz_name": QT_TRANSLATE_NOOP("Problems", "The name was not read for certain. Compare it with the picture."),
    "mrz_doubtful": QT_TRANSLATE_NOOP("Problems", "A character was not read for certain. Compare it with the picture."),
    "mrz_rejected": QT_TRANSLATE_NOOP(
        "Problems", "A character could not be read; ? stands in its place. Type it as printed."
    ),
    "visa_alone": QT_TRANSLATE_NOOP("Problems", "This is a visa. Present the passport it belongs to."),
    "several_documents": QT_TRANSLATE_NOOP("Problems", "The picture shows several documents. Choose one."),
    "entry_name": QT_TRANSLATE_NOOP("Problems", "Enter the name with letters only; a family name must be there."),
    "entry_issuer": QT_TRANSLATE_NOOP("Problems", "Enter the code of the state that issued the document, as IDN."),
    "entry_nationality": QT_TRANSLATE_NOOP("Problems", "No state has this code. Correct it, or leave it empty."),
    "entry_number": QT_TRANSLATE_NOOP("Problems", "A number has letters, digits, stroke, dot and hyphen only."),
    "entry_birth": QT_TRANSLATE_NOOP("Problems", "Enter the birth as 31 Jan 1974, or 1974-XX-XX for unknown parts."),
    "entry_expiry": QT_TRANSLATE_NOOP("Problems", "Enter the end as 31 Jan 2031, or leave it empty."),
    "document_question": QT_TRANSLATE_NOOP("Problems", "Answer what the document leaves open first."),
    "reading_stopped": QT_TRANSLATE_NOOP("Problems", "Stopped."),
    "reading_timeout": QT_TRANSLATE_NOOP(
        "Problems", "The page could not be read in time. Lay it flat and try again, or type the lines."
    ),
    "no_document": QT_TRANSLATE_NOOP(
        "Problems", "No machine readable zone was found in the picture. Lay the page flat and try again."
    ),
    "document_unread": QT_TRANSLATE_NOOP("Problems", "No document has been read yet."),
    "document_unreadable": QT_TRANSLATE_NOOP("Problems", "The document cannot be read. Type the lines instead."),
    "expired_document": QT_TRANSLATE_NOOP("Problems", "The document has expired. Say that you have seen it."),
    "name_unconfirmed": QT_TRANSLATE_NOOP("Problems", "Confirm the name first; no check digit protects it."),
    # the visit
    "visit_incomplete": QT_TRANSLATE_NOOP("Problems", "Something is still missing in this visit."),
    "veto_needed": QT_TRANSLATE_NOOP(
        "Problems", "The quality is not sufficient: capture again, or give your word with F8."
    ),
    "fingers_open": QT_TRANSLATE_NOOP("Problems", "A finger is neither captured nor recorded as missing."),
    "inspection_needed": QT_TRANSLATE_NOOP("Problems", "A comparison failed. Look at it and say what you see."),
    "check_missing": QT_TRANSLATE_NOOP("Problems", "The check has not been made yet."),
    "verdict_blocked": QT_TRANSLATE_NOOP("Problems", "This decision needs the supervisor's word first."),
    "unknown_reason": QT_TRANSLATE_NOOP("Problems", "This reason is not in the policy."),
    "notice_language": QT_TRANSLATE_NOOP(
        "Problems", "There is no privacy notice in this language. Choose another one."
    ),
    "note_needed": QT_TRANSLATE_NOOP("Problems", "Write a note for the record."),
    "ruling_incomplete": QT_TRANSLATE_NOOP("Problems", "A ruling needs a reason and a note."),
    "case_conflict": QT_TRANSLATE_NOOP(
        "Problems", "A colleague has this case. Choose another one, or choose it again to take it over."
    ),
    # stay
    "stay": QT_TRANSLATE_NOOP("Problems", "The length of stay does not fit the visa class."),
    "unknown_visa": QT_TRANSLATE_NOOP("Problems", "This visa class is not known."),
    "visa_purpose": QT_TRANSLATE_NOOP("Problems", "This visa class does not cover the purpose of visit."),
    "stay_too_long": QT_TRANSLATE_NOOP("Problems", "The visa class does not allow that many days."),
    "stay_days": QT_TRANSLATE_NOOP("Problems", "The stay must be at least one day."),
    # capture
    "no_face_capture": QT_TRANSLATE_NOOP("Problems", "No face was captured. Try again."),
    "no_finger_capture": QT_TRANSLATE_NOOP("Problems", "No finger was captured. Try again."),
    "no_fingerprint": QT_TRANSLATE_NOOP(
        "Problems", "No usable fingerprint in the picture. Clean the scanner and try again."
    ),
    "finger_too_little": QT_TRANSLATE_NOOP(
        "Problems",
        "Too little of the finger is in the picture. Lay it flat on the middle of the glass and press again.",
    ),
    "fingers_exchanged": QT_TRANSLATE_NOOP(
        "Problems", "These fingers look exchanged. Relabel them, or say that the order is right."
    ),
    "nothing_exchanged": QT_TRANSLATE_NOOP("Problems", "No finger looks exchanged. There is nothing to relabel."),
    # devices
    "unknown_device": QT_TRANSLATE_NOOP("Problems", "This device is not at this station any more."),
    "device_not_offered": QT_TRANSLATE_NOOP("Problems", "This device has no such test or calibration."),
    "stale_data": QT_TRANSLATE_NOOP("Problems", "The scanner sent an old picture. Try again."),
    "reader_info": QT_TRANSLATE_NOOP("Problems", "The scanner does not say what it is. Unplug it, plug it in again."),
    "no_scanner": QT_TRANSLATE_NOOP("Problems", "No fingerprint scanner is connected. Plug it in; the visit waits."),
    "scanner_unplugged": QT_TRANSLATE_NOOP("Problems", "The scanner was unplugged. Plug it in again; nothing is lost."),
    "scanner_busy": QT_TRANSLATE_NOOP("Problems", "The scanner is in use. Wait a moment and try again."),
    "scanner_claimed": QT_TRANSLATE_NOOP("Problems", "Another program holds the scanner. Call the technician."),
    "scanner_silent": QT_TRANSLATE_NOOP("Problems", "The scanner does not answer. Unplug it, plug it in again."),
    "no_finger": QT_TRANSLATE_NOOP("Problems", "No finger was placed in time. Press F6 to try again."),
    "frame_short": QT_TRANSLATE_NOOP("Problems", "The scanner sent half a picture. Try again."),
    "frame_header": QT_TRANSLATE_NOOP("Problems", "The scanner sent a damaged picture. Try again."),
    "frame_incomplete": QT_TRANSLATE_NOOP("Problems", "The scanner sent half a picture. Try again."),
    "frame_noise": QT_TRANSLATE_NOOP("Problems", "The scanner sent a scrambled picture. Try again."),
    "frame_timeout": QT_TRANSLATE_NOOP("Problems", "No picture came from the device in time. Try again."),
    "reader_not_allowed": QT_TRANSLATE_NOOP(
        "Problems", "This scanner is not on the list of allowed devices. Use another one."
    ),
    "reader_emulated": QT_TRANSLATE_NOOP("Problems", "This scanner is for trials only; it may not feed a record."),
    "reader_unsupported": QT_TRANSLATE_NOOP("Problems", "This kind of scanner is not supported."),
    "serial_duplicate": QT_TRANSLATE_NOOP("Problems", "Two scanners report the same serial number. Unplug one."),
    "usb_error": QT_TRANSLATE_NOOP("Problems", "The USB connection failed. Unplug the device, plug it in again."),
    "usb_timeout": QT_TRANSLATE_NOOP("Problems", "The device did not answer in time. Try again."),
    "usb_permission": QT_TRANSLATE_NOOP("Problems", "The station may not open the device. Call the technician."),
    "usb_overflow": QT_TRANSLATE_NOOP("Problems", "The device sent more than it may. Call the technician."),
    "usb_stall": QT_TRANSLATE_NOOP("Problems", "The device refuses the request. Unplug it, plug it in again."),
    "usb_driver_missing": QT_TRANSLATE_NOOP(
        "Problems", "The USB driver of this device is missing. Call the technician."
    ),
    "libusb_missing": QT_TRANSLATE_NOOP("Problems", "The USB library is missing. Call the technician."),
    "descriptor_unexpected": QT_TRANSLATE_NOOP("Problems", "The device is not what it says it is. Do not use it."),
    "short_answer": QT_TRANSLATE_NOOP("Problems", "The device answered only in part. Try again."),
    "short_write": QT_TRANSLATE_NOOP("Problems", "The device took only a part of the request. Try again."),
    "scan_power": QT_TRANSLATE_NOOP("Problems", "The scanner does not start. Unplug it, plug it in again."),
    "key_exchange": QT_TRANSLATE_NOOP("Problems", "The scanner does not agree on a key. Unplug it, plug it in again."),
    "device_unfit": QT_TRANSLATE_NOOP("Problems", "This device may not feed a record. Use another one."),
    "virtual_camera": QT_TRANSLATE_NOOP("Problems", "A virtual camera may not feed a record. Connect a real one."),
    "no_camera": QT_TRANSLATE_NOOP("Problems", "No camera is connected. Plug it in; the visit waits."),
    "camera_stalled": QT_TRANSLATE_NOOP("Problems", "The camera gives no picture. The station is reconnecting it."),
    "sbi_answer": QT_TRANSLATE_NOOP(
        "Problems", "The device service answers rubbish. Try again, or call the technician."
    ),
    "sbi_certificate_expired": QT_TRANSLATE_NOOP(
        "Problems", "A certificate of the device has expired. Use another device."
    ),
    "sbi_device": QT_TRANSLATE_NOOP("Problems", "The device service does not know this device any more."),
    "sbi_hash_chain": QT_TRANSLATE_NOOP("Problems", "The device's captures do not follow each other. Do not use it."),
    "sbi_identity": QT_TRANSLATE_NOOP("Problems", "The device is not the one it says it is. Do not use it."),
    "sbi_not_ready": QT_TRANSLATE_NOOP("Problems", "The device service says that its device is not ready."),
    "sbi_purpose": QT_TRANSLATE_NOOP(
        "Problems", "This reader is for checking identities only and gives no prints for a record. Use another one."
    ),
    "sbi_device_100": QT_TRANSLATE_NOOP("Problems", "The reader is not registered yet. Call the technician."),
    "sbi_device_101": QT_TRANSLATE_NOOP("Problems", "The reader saw no finger in time. Try again."),
    "sbi_device_102": QT_TRANSLATE_NOOP("Problems", "The reader could not work on the picture. Try again."),
    "sbi_device_103": QT_TRANSLATE_NOOP("Problems", "The reader says that it was opened or changed. Do not use it."),
    "sbi_device_105": QT_TRANSLATE_NOOP("Problems", "The fingers lay the wrong way round. Place them again."),
    "sbi_device_107": QT_TRANSLATE_NOOP("Problems", "The reader's key is over. Call the technician."),
    "sbi_device_109": QT_TRANSLATE_NOOP(
        "Problems", "The reader does not take so many fingers at once. Take one finger."
    ),
    "sbi_device_110": QT_TRANSLATE_NOOP("Problems", "The reader is not ready yet. Wait a moment and try again."),
    "sbi_device_111": QT_TRANSLATE_NOOP("Problems", "The reader is busy. Wait a moment and try again."),
    "sbi_device_113": QT_TRANSLATE_NOOP("Problems", "The reader does not take so many fingers. Take one finger."),
    "sbi_device_116": QT_TRANSLATE_NOOP("Problems", "The reader does not take so many fingers. Take one finger."),
    "sbi_device_117": QT_TRANSLATE_NOOP("Problems", "The reader does not know a finger that is marked missing."),
    "sbi_device_118": QT_TRANSLATE_NOOP("Problems", "A finger that is marked missing is not of this hand."),
    "sbi_device_119": QT_TRANSLATE_NOOP("Problems", "The reader does not know a finger that is asked for."),
    "sbi_device_122": QT_TRANSLATE_NOOP("Problems", "The reader does not know a finger that is asked for."),
    "sbi_device_700": QT_TRANSLATE_NOOP(
        "Problems", "The reader's live picture stopped, and the capture with it. Try again."
    ),
    "sbi_device_701": QT_TRANSLATE_NOOP("Problems", "No finger was placed in time. Try again."),
    "sbi_device_702": QT_TRANSLATE_NOOP("Problems", "The reader was busy with the other hand. Try again."),
    "sbi_device_703": QT_TRANSLATE_NOOP("Problems", "The reader is still busy with the last capture. Wait a moment."),
    "sbi_device_705": QT_TRANSLATE_NOOP("Problems", "The reader's service does not find its reader. Plug it in again."),
    "sbi_device_706": QT_TRANSLATE_NOOP(
        "Problems", "This reader is for checking identities only and gives no prints for a record. Use another one."
    ),
    "sbi_device_707": QT_TRANSLATE_NOOP(
        "Problems", "The reader has nothing for this finger. Check the missing fingers."
    ),
    "sbi_device_708": QT_TRANSLATE_NOOP(
        "Problems", "The reader has nothing to take. Check which fingers are marked missing."
    ),
    "sbi_device_709": QT_TRANSLATE_NOOP(
        "Problems", "The reader's service runs for checking identities only. Call the technician."
    ),
    "sbi_device_710": QT_TRANSLATE_NOOP("Problems", "The reader's service failed. Try again."),
    "sbi_device_801": QT_TRANSLATE_NOOP("Problems", "No finger was placed in time. Try again."),
    "sbi_device_803": QT_TRANSLATE_NOOP("Problems", "The reader is still busy with the last capture. Wait a moment."),
    "sbi_device_806": QT_TRANSLATE_NOOP("Problems", "This reader is for records only. Use another one."),
    "sbi_device_809": QT_TRANSLATE_NOOP("Problems", "The reader's service runs for records only. Call the technician."),
    "frame_repeated": QT_TRANSLATE_NOOP(
        "Problems", "The reader gave an earlier picture again. Lift the finger and try again; call the technician."
    ),
    "no_slap_reader": QT_TRANSLATE_NOOP("Problems", "No reader here takes several fingers at once. Take one finger."),
    "camera_ambiguous": QT_TRANSLATE_NOOP(
        "Problems", "Several cameras bear the name in the settings. Call the technician."
    ),
    "camera_picture": QT_TRANSLATE_NOOP("Problems", "The camera sent a picture that cannot be used."),
    "sbi_recipient": QT_TRANSLATE_NOOP("Problems", "The device encrypts its captures for somebody else."),
    "sbi_record": QT_TRANSLATE_NOOP("Problems", "The device service sent a picture that cannot be used. Try again."),
    "sbi_replay": QT_TRANSLATE_NOOP("Problems", "The device sent an old capture again. Do not use it."),
    "sbi_sealed": QT_TRANSLATE_NOOP("Problems", "An encrypted capture of the device was changed. Do not use it."),
    "sbi_signature": QT_TRANSLATE_NOOP("Problems", "A signature of the device is wrong. Do not use it."),
    "sbi_stream": QT_TRANSLATE_NOOP("Problems", "The live picture of the device is damaged. Try again."),
    "sbi_timeout": QT_TRANSLATE_NOOP("Problems", "The device service is too slow. Try again."),
    "sbi_unreachable": QT_TRANSLATE_NOOP("Problems", "The device service does not run. Call the technician."),
    "sbi_untrusted": QT_TRANSLATE_NOOP("Problems", "The device comes from nobody we trust. Use another one."),
    # calibration
    "calibration_order": QT_TRANSLATE_NOOP("Problems", "This calibration step is not due now."),
    "calibration_reader": QT_TRANSLATE_NOOP("Problems", "Another reader answers than the one being calibrated."),
    "calibration_frames": QT_TRANSLATE_NOOP("Problems", "The pictures do not fit this step. Do it again."),
    "calibration_not_dark": QT_TRANSLATE_NOOP(
        "Problems", "It is not dark enough. Clean and cover the platen, then do it again."
    ),
    "calibration_not_flat": QT_TRANSLATE_NOOP(
        "Problems", "The target is not even. Lay it flat, without dust, and do it again."
    ),
    "calibration_no_bars": QT_TRANSLATE_NOOP("Problems", "No bar target was found. Lay it down and do it again."),
    "calibration_no_chart": QT_TRANSLATE_NOOP("Problems", "No chart was found. Lay it down and do it again."),
    "camera_chart_not_seen": QT_TRANSLATE_NOOP(
        "Problems",
        "The camera does not see the whole chart. Set it upright before the lens, all four corners in the picture, "
        "turn the lens until it is sharp, and measure again.",
    ),
    "camera_chart_moved": QT_TRANSLATE_NOOP(
        "Problems", "The chart or the camera moved between two pictures. Fix both and measure again."
    ),
    "camera_setting": QT_TRANSLATE_NOOP("Problems", "No camera stands like that. Correct the marked value."),
    "no_self_test": QT_TRANSLATE_NOOP("Problems", "This device has not been tested yet. Run the self-test first."),
    "bad_rectification": QT_TRANSLATE_NOOP(
        "Problems", "The geometry correction of this reader cannot be used. Calibrate the reader again."
    ),
    "no_certificate": QT_TRANSLATE_NOOP("Problems", "This device has no certificate yet. Calibrate it first."),
    "certificate_unwritten": QT_TRANSLATE_NOOP(
        "Problems", "The file could not be written there. Choose another folder or another disk."
    ),
    "transactions_span": QT_TRANSLATE_NOOP("Problems", "Choose a first and a last day, at most 400 days apart."),
    "transactions_unwritable": QT_TRANSLATE_NOOP(
        "Problems", "The file could not be written there. Choose another folder or another disk."
    ),
    "bad_device_calibration": QT_TRANSLATE_NOOP(
        "Problems", "A stored calibration cannot be used. Calibrate the device again."
    ),
    # biometrics
    "biometric_error": QT_TRANSLATE_NOOP("Problems", "The picture could not be worked on. Capture again."),
    "bad_image": QT_TRANSLATE_NOOP("Problems", "The picture cannot be used. Capture again."),
    "bad_calibration": QT_TRANSLATE_NOOP(
        "Problems", "The calibration of the scores is damaged. Install the station again."
    ),
    "bad_template": QT_TRANSLATE_NOOP("Problems", "A stored fingerprint cannot be read. Call the technician."),
    "bad_wsq": QT_TRANSLATE_NOOP("Problems", "A compressed fingerprint cannot be read."),
    "bad_gallery": QT_TRANSLATE_NOOP("Problems", "The search index is damaged; it is built anew at the next start."),
    "bad_network_file": QT_TRANSLATE_NOOP("Problems", "A model file is damaged. Install the station again."),
    "weights_missing": QT_TRANSLATE_NOOP("Problems", "A model file is missing. Install the station again."),
    "people_file": QT_TRANSLATE_NOOP("Problems", "The file of people cannot be read."),
    # records
    "disk_full": QT_TRANSLATE_NOOP("Problems", "The disk is full. What was signed is safe; call the technician now."),
    "store_error": QT_TRANSLATE_NOOP("Problems", "The records could not be written. Nothing was changed; try again."),
    "store_busy": QT_TRANSLATE_NOOP("Problems", "The records are in use by another program. Try again."),
    "store_wrong_key": QT_TRANSLATE_NOOP("Problems", "The records do not open with this key. Call the technician."),
    "store_damaged": QT_TRANSLATE_NOOP("Problems", "The records are damaged. Stop, and call the technician."),
    "store_newer": QT_TRANSLATE_NOOP("Problems", "The records were written by a newer release. Update the station."),
    "store_change_failed": QT_TRANSLATE_NOOP(
        "Problems",
        "This release could not bring the records up to date. They are as they were. Call the technician, who goes "
        "back to the release before.",
    ),
    "records_rolled_back": QT_TRANSLATE_NOOP(
        "Problems",
        "The records here are older than what this station has done: no new visit. Call the administrator, and do not "
        "sign in with an old password.",
    ),
    "station_running": QT_TRANSLATE_NOOP(
        "Problems", "The station is open already in another window of this computer. Go on there."
    ),
    "store_unwritable": QT_TRANSLATE_NOOP("Problems", "The records cannot be written. Call the technician."),
    "store_other_mode": QT_TRANSLATE_NOOP(
        "Problems", "These records belong to another mode: demonstration, training or real."
    ),
    "record_missing": QT_TRANSLATE_NOOP("Problems", "This record is not on this station."),
    "record_key_gone": QT_TRANSLATE_NOOP("Problems", "This record can only be opened by the agency now."),
    "record_exists": QT_TRANSLATE_NOOP("Problems", "This record is stored already."),
    "bad_record": QT_TRANSLATE_NOOP("Problems", "A record cannot be read. Call the technician."),
    "nested_unit": QT_TRANSLATE_NOOP(
        "Problems", "The records were asked twice at once. Try again, and call the technician."
    ),
    "backup_damaged": QT_TRANSLATE_NOOP("Problems", "The backup is damaged."),
    "backup_unprepared": QT_TRANSLATE_NOOP("Problems", "Backups are not set up yet. Call the administrator."),
    "database_exists": QT_TRANSLATE_NOOP("Problems", "There are records here already; nothing was restored."),
    "erasure_proof_invalid": QT_TRANSLATE_NOOP("Problems", "The erasure cannot be proven. Call the administrator."),
    # keys
    "vault_error": QT_TRANSLATE_NOOP("Problems", "The keys of the station cannot be used. Call the technician."),
    "wrong_passphrase": QT_TRANSLATE_NOOP("Problems", "The passphrase or the PIN is wrong."),
    "secret_locked": QT_TRANSLATE_NOOP("Problems", "Too many wrong PINs; the key is locked. Call the administrator."),
    "not_commissioned": QT_TRANSLATE_NOOP("Problems", "This station is not commissioned yet. Call the administrator."),
    "keys_missing": QT_TRANSLATE_NOOP("Problems", "This station has no keys yet. It must be commissioned first."),
    "keys_damaged": QT_TRANSLATE_NOOP("Problems", "The key file is damaged. Call the administrator."),
    "keys_exist": QT_TRANSLATE_NOOP("Problems", "This station has keys already."),
    "last_record_key": QT_TRANSLATE_NOOP("Problems", "The last record key cannot be removed."),
    "key_source_absent": QT_TRANSLATE_NOOP("Problems", "The token or the TPM with the key is not there."),
    "envelope_damaged": QT_TRANSLATE_NOOP("Problems", "A sealed record is damaged."),
    "unknown_suite": QT_TRANSLATE_NOOP("Problems", "A sealed record uses a method that this release does not know."),
    "bad_signature": QT_TRANSLATE_NOOP("Problems", "A signature is wrong. Do not trust this record."),
    "identity_missing": QT_TRANSLATE_NOOP(
        "Problems", "This station has no identity from the agency: no new visit can be opened. Call the administrator."
    ),
    "identity_forged": QT_TRANSLATE_NOOP(
        "Problems", "The station's identity is not the agency's: no new visit can be opened. Call the administrator."
    ),
    "identity_mismatch": QT_TRANSLATE_NOOP(
        "Problems", "The identity is for other keys or another station: no new visit. Call the administrator."
    ),
    "identity_expired": QT_TRANSLATE_NOOP(
        "Problems", "The station's identity is not valid at this date: no new visit. Call the administrator."
    ),
    "identity_revoked": QT_TRANSLATE_NOOP(
        "Problems", "The station's identity was revoked: no new visit. Stop, and call the administrator."
    ),
    "identity_ending": QT_TRANSLATE_NOOP(
        "Problems", "The station's identity ends within 30 days. Renew it with the agency."
    ),
    "revocations_replayed": QT_TRANSLATE_NOOP("Problems", "An old list of revoked stations was refused."),
    "policy_unsigned": QT_TRANSLATE_NOOP("Problems", "The policy file is not signed by the agency."),
    # central
    "central_error": QT_TRANSLATE_NOOP("Problems", "The central database reports an error. Go on; records wait here."),
    "central_unreachable": QT_TRANSLATE_NOOP(
        "Problems", "The central database cannot be reached. Go on; records wait here."
    ),
    "central_timeout": QT_TRANSLATE_NOOP("Problems", "The central database is slow. Go on; records wait here."),
    "records_lost": QT_TRANSLATE_NOOP(
        "Problems", "The central database has lost records that are no longer here. Call the administrator."
    ),
    "record_complete": QT_TRANSLATE_NOOP(
        "Problems",
        "The central database has this record complete already and changes nothing of it. Call the technician.",
    ),
    "checkpoints_too_many": QT_TRANSLATE_NOOP(
        "Problems", "The central database takes no more of the log for now. Go on; it comes again."
    ),
    "central_full": QT_TRANSLATE_NOOP("Problems", "The central database takes no more. Go on; records wait here."),
    "central_refused": QT_TRANSLATE_NOOP(
        "Problems", "The central database refused. Call the technician; records wait here."
    ),
    "central_not_admitted": QT_TRANSLATE_NOOP(
        "Problems", "The central database does not admit this station. Call the technician."
    ),
    "central_certificate_expired": QT_TRANSLATE_NOOP(
        "Problems",
        "This station's certificate for the central database has ended, so nothing is sent. Records wait here. Call "
        "the administrator: the agency renews it.",
    ),
    "central_certificate_ending": QT_TRANSLATE_NOOP(
        "Problems", "This station's certificate for the central database ends within 30 days. Have the agency renew it."
    ),
    "central_authority_expired": QT_TRANSLATE_NOOP(
        "Problems",
        "The certificate of the agency's authority has ended, so nothing is sent. Records wait here. Call "
        "the administrator.",
    ),
    "central_authority_ending": QT_TRANSLATE_NOOP(
        "Problems", "The certificate of the agency's authority ends within 30 days. Ask the agency for the new one."
    ),
    "central_no_certificate": QT_TRANSLATE_NOOP(
        "Problems", "The certificate for the central database is missing or cannot be read. Call the technician."
    ),
    "central_not_allowed": QT_TRANSLATE_NOOP(
        "Problems", "The central database does not allow this station to do that. Call the technician."
    ),
    "central_rejected": QT_TRANSLATE_NOOP(
        "Problems", "The central database does not take a record as it is. It stays here; call the technician."
    ),
    "central_untrusted_server": QT_TRANSLATE_NOOP(
        "Problems",
        "What answers as the central database cannot prove that it is, or its certificate has ended. Nothing is sent; "
        "call the administrator.",
    ),
    "record_incomplete": QT_TRANSLATE_NOOP(
        "Problems", "The central database did not get a record whole; it is sent again."
    ),
    "calibration_expired": QT_TRANSLATE_NOOP(
        "Problems", "The calibration of a device has ended. Have the technician calibrate it."
    ),
    "calibration_ending": QT_TRANSLATE_NOOP(
        "Problems", "The calibration of a device ends within 30 days. Calibrate it before then."
    ),
    "central_garbled": QT_TRANSLATE_NOOP(
        "Problems", "The central database answers rubbish. Records wait here; call the technician."
    ),
    "central_read_back": QT_TRANSLATE_NOOP(
        "Problems", "A record came back changed from the central database; it stays here."
    ),
    "central_not_installed": QT_TRANSLATE_NOOP("Problems", "The central database is not set up. Call the technician."),
    "central_other_version": QT_TRANSLATE_NOOP(
        "Problems", "The central database has another version. Call the technician."
    ),
    "central_wrong_mode": QT_TRANSLATE_NOOP("Problems", "The central database is for another mode. Nothing is sent."),
    "central_bad_address": QT_TRANSLATE_NOOP(
        "Problems", "The address of the central database is wrong. Call the technician."
    ),
    "central_busy_key": QT_TRANSLATE_NOOP("Problems", "The central database is changing keys. Records wait here."),
    "central_other_post": QT_TRANSLATE_NOOP(
        "Problems", "The central database names another post. Call the technician."
    ),
    "no_scheduler": QT_TRANSLATE_NOOP("Problems", "The central search does not run."),
    "identity_serial_taken": QT_TRANSLATE_NOOP("Problems", "Another identity has this serial number."),
    "identity_unknown": QT_TRANSLATE_NOOP("Problems", "The station has no identity with this serial number."),
    "identity_unverified": QT_TRANSLATE_NOOP("Problems", "The agency's public key is needed to check the identity."),
    "erasure_not_asked": QT_TRANSLATE_NOOP("Problems", "No station has asked for this record to be erased."),
    "shard_damaged": QT_TRANSLATE_NOOP("Problems", "A part of the central search is damaged."),
    "no_checkpoint": QT_TRANSLATE_NOOP("Problems", "Central holds no proven checkpoint of this station."),
    "pull_gap": QT_TRANSLATE_NOOP("Problems", "Something that the agency sent is missing here. Call the technician."),
    "pull_unproven": QT_TRANSLATE_NOOP("Problems", "The agency has not confirmed for long that everything arrived."),
    "post_unknown": QT_TRANSLATE_NOOP("Problems", "No station in service has this post."),
    "record_unknown": QT_TRANSLATE_NOOP("Problems", "The central database does not have this record."),
    "shards_missing": QT_TRANSLATE_NOOP("Problems", "A part of the central search does not answer."),
    "no_local_server": QT_TRANSLATE_NOOP("Problems", "The database of the demonstration does not start."),
    "bundle_not_for_us": QT_TRANSLATE_NOOP("Problems", "This file is for another station."),
    "bundle_damaged": QT_TRANSLATE_NOOP("Problems", "The file is damaged."),
    "bundle_forged": QT_TRANSLATE_NOOP("Problems", "The file does not come from a known station or agency."),
    "bundle_of_nobody": QT_TRANSLATE_NOOP("Problems", "The file comes from an unknown station."),
    "bundle_unwritable": QT_TRANSLATE_NOOP("Problems", "The file could not be written. Is the disk full or removed?"),
    "bad_bundle": QT_TRANSLATE_NOOP("Problems", "The file for this station is damaged."),
    "record_damaged": QT_TRANSLATE_NOOP("Problems", "A record on this station is damaged and was not sent."),
    "record_taken": QT_TRANSLATE_NOOP("Problems", "A record's number belongs to another station. Call the technician."),
    "record_conflict": QT_TRANSLATE_NOOP(
        "Problems", "A record was sent before with other content. Call the technician."
    ),
    "station_bad_name": QT_TRANSLATE_NOOP("Problems", "A station cannot have this name."),
    "station_name_taken": QT_TRANSLATE_NOOP("Problems", "Another station has this name or post."),
    "station_revoked": QT_TRANSLATE_NOOP(
        "Problems", "The agency has revoked this station: no new visit can be opened. Call the administrator."
    ),
    "station_unknown": QT_TRANSLATE_NOOP("Problems", "No station has this name."),
    "pull_not_for_us": QT_TRANSLATE_NOOP("Problems", "A message for another station was refused."),
    "pull_garbled": QT_TRANSLATE_NOOP("Problems", "A message from the agency cannot be read."),
    "pull_forged": QT_TRANSLATE_NOOP("Problems", "A message that is not from the agency was refused."),
    "pull_no_group_key": QT_TRANSLATE_NOOP("Problems", "The key for messages of the agency is not here yet."),
    "pull_not_applied": QT_TRANSLATE_NOOP("Problems", "A message of the agency could not be applied yet."),
    "receipt_forged": QT_TRANSLATE_NOOP(
        "Problems", "A receipt that is not from the agency was refused; the record is sent again."
    ),
    "receipt_of_another_record": QT_TRANSLATE_NOOP(
        "Problems", "A receipt of another record was refused; the record is sent again."
    ),
    # the office, and signing in with a second factor
    "passwords_differ": QT_TRANSLATE_NOOP("Problems", "The two new passwords differ. Type them again."),
    "file_unwritten": QT_TRANSLATE_NOOP("Problems", "The file cannot be written there. Choose another place."),
    "no_such_month": QT_TRANSLATE_NOOP("Problems", "Write the month as year and month: 2026-11."),
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
    "chip_fault": QT_TRANSLATE_NOOP("Problems", "Reading the chip failed. Go on without it and tell the technician."),
    "chip_unfinished": QT_TRANSLATE_NOOP("Problems", "The chip was still being read."),
    "exchange_file": QT_TRANSLATE_NOOP(
        "Problems", "The file for another agency cannot be made or read. Tell the technician."
    ),
    "an_file": QT_TRANSLATE_NOOP("Problems", "This is not a file in the form that agencies exchange."),
    "iso_record": QT_TRANSLATE_NOOP("Problems", "This is not a finger or face record in a known form."),
    "seal_before_document": QT_TRANSLATE_NOOP(
        "Problems", "Read the document first, then scan the seal again: it belongs to a document."
    ),
    "trust_unreadable": QT_TRANSLATE_NOOP("Problems", "The file is no list or certificate of a state."),
    "trust_unsigned": QT_TRANSLATE_NOOP("Problems", "No authority that is known here vouches for this list."),
    "trust_one_person": QT_TRANSLATE_NOOP("Problems", "Two people must take a list in."),
    "trust_fingerprint_differs": QT_TRANSLATE_NOOP(
        "Problems", "The digits of the fingerprint are others. Do not take the list in."
    ),
    "trust_not_agreed": QT_TRANSLATE_NOOP("Problems", "Two custodians must agree to exactly this list."),
    "trust_custodian_known": QT_TRANSLATE_NOOP("Problems", "This name or this key is a custodian's already."),
    "trust_older": QT_TRANSLATE_NOOP("Problems", "A newer list is there already."),
    "trust_unknown": QT_TRANSLATE_NOOP("Problems", "There is no such list."),
    "trust_garbled": QT_TRANSLATE_NOOP("Problems", "A list of the states cannot be read. Call the administrator."),
    "card_absent": QT_TRANSLATE_NOOP("Problems", "No document lies on the chip reader. Lay it down again."),
    "card_answer": QT_TRANSLATE_NOOP(
        "Problems",
        "The chip's answer cannot be used. Lay the document down again; if it happens twice, go on without the chip.",
    ),
    "card_busy": QT_TRANSLATE_NOOP(
        "Problems", "Another program is using the chip reader. Close it, or call the technician."
    ),
    "card_cancelled": QT_TRANSLATE_NOOP("Problems", "Reading the chip was stopped."),
    "card_contact": QT_TRANSLATE_NOOP(
        "Problems", "This slot reads cards with contacts only. Choose the contactless slot of the reader."
    ),
    "card_disturbed": QT_TRANSLATE_NOOP(
        "Problems", "Another program spoke to the chip meanwhile. Lay the document down again."
    ),
    "card_key_wrong": QT_TRANSLATE_NOOP(
        "Problems", "The chip does not open with this zone. Compare the number and the dates with the page."
    ),
    "card_lifted": QT_TRANSLATE_NOOP(
        "Problems", "The document was lifted while its chip was read. Lay it down and leave it there."
    ),
    "card_mute": QT_TRANSLATE_NOOP("Problems", "The chip does not answer. Turn the document or move it a little."),
    "card_needs_zone": QT_TRANSLATE_NOOP(
        "Problems", "Read the zone or type the number on the card first: the chip opens with it only."
    ),
    "card_number_unfit": QT_TRANSLATE_NOOP("Problems", "This is no card access number: six digits on most documents."),
    "card_number_wrong": QT_TRANSLATE_NOOP(
        "Problems", "The chip does not open with this number. Compare it with the one on the document."
    ),
    "card_no_permission": QT_TRANSLATE_NOOP(
        "Problems", "This account may not use the chip reader. Call the technician."
    ),
    "card_not_a_passport": QT_TRANSLATE_NOOP("Problems", "This chip is not that of a travel document."),
    "card_reader_missing": QT_TRANSLATE_NOOP("Problems", "No chip reader is connected."),
    "card_reader_pulled": QT_TRANSLATE_NOOP(
        "Problems", "The chip reader was unplugged. Plug it in and lay the document down again."
    ),
    "card_refused": QT_TRANSLATE_NOOP(
        "Problems", "The chip refuses what was asked. Go on without the chip and note it."
    ),
    "card_service_missing": QT_TRANSLATE_NOOP(
        "Problems", "The service for chip readers does not run. Call the technician."
    ),
    "card_service_start": QT_TRANSLATE_NOOP(
        "Problems", "The service for chip readers does not run: start pcscd, or the smart card service of Windows."
    ),
    "card_slow": QT_TRANSLATE_NOOP(
        "Problems", "The chip takes too long. Lay the document down again; if it happens twice, go on without the chip."
    ),
    "card_transport": QT_TRANSLATE_NOOP(
        "Problems", "The chip reader does not work as it should. Plug it in again, or call the technician."
    ),
    "bad_watchlist": QT_TRANSLATE_NOOP("Problems", "The file of the watchlist cannot be read."),
    "watchlist_foreign_id": QT_TRANSLATE_NOOP("Problems", "An entry of this list bears the number of another list."),
    "watchlist_shrinks": QT_TRANSLATE_NOOP(
        "Problems", "This list would lose more than half of its entries. Check the file before you import it."
    ),
    "visa_unchosen": QT_TRANSLATE_NOOP("Problems", "Choose the visa class, or that none fits."),
    "visa_national": QT_TRANSLATE_NOOP("Problems", "An own national has no stay and needs no visa."),
    "visa_nationality": QT_TRANSLATE_NOOP("Problems", "This class is not for this nationality."),
    "visa_passport": QT_TRANSLATE_NOOP("Problems", "This class is not for this kind of document."),
    "stay_no_day_left": QT_TRANSLATE_NOOP(
        "Problems", "No day of this class is left by the register. Say that none fits."
    ),
    "proof_missing": QT_TRANSLATE_NOOP("Problems", "This class asks for a visa or permit: enter what was shown."),
    "proof_day": QT_TRANSLATE_NOOP("Problems", "Enter the day as 31 Jan 2026."),
    "proof_over": QT_TRANSLATE_NOOP("Problems", "The permit has ended. Say that no class fits."),
    "proof_later": QT_TRANSLATE_NOOP("Problems", "That day has not come yet."),
    "search_needs_two": QT_TRANSLATE_NOOP("Problems", "Type at least two letters or digits."),
    "search_too_short": QT_TRANSLATE_NOOP("Problems", "Type at least three letters or digits."),
}

GENERIC = PROBLEMS["unexpected"]
