"""The words of chips and seals: results of checks in those of BSI TR-03135, every code of a reason as a sentence."""

from __future__ import annotations

from enum import Enum

from station.domain.chip import ChipResult, Pair, Substitution
from station.domain.desk import ChipPhase
from station.ui.noop import QT_TRANSLATE_NOOP

ENUMS: dict[Enum, str] = {
    ChipResult.SUCCESSFUL: QT_TRANSLATE_NOOP("Words", "Genuine"),
    ChipResult.FAILED: QT_TRANSLATE_NOOP("Words", "Failed"),
    ChipResult.UNDETERMINED: QT_TRANSLATE_NOOP("Words", "Undetermined"),
    ChipResult.NOT_SUPPORTED: QT_TRANSLATE_NOOP("Words", "Not supported"),
    ChipResult.ABORTED: QT_TRANSLATE_NOOP("Words", "Broken off"),
    Pair.CHIP_LIVE: QT_TRANSLATE_NOOP("Words", "Chip and traveller"),
    Pair.CHIP_PAGE: QT_TRANSLATE_NOOP("Words", "Chip and page"),
    Pair.PAGE_LIVE: QT_TRANSLATE_NOOP("Words", "Page and traveller"),
    Substitution.LIVE: QT_TRANSLATE_NOOP(
        "Words", "Chip and page show one person, the traveller is another: perhaps somebody else's document."
    ),
    Substitution.PAGE: QT_TRANSLATE_NOOP(
        "Words", "Chip and traveller agree, the page shows somebody else: perhaps its photograph was replaced."
    ),
    Substitution.CHIP: QT_TRANSLATE_NOOP(
        "Words", "Page and traveller agree, the chip shows somebody else: perhaps its picture was replaced."
    ),
    Substitution.ALL: QT_TRANSLATE_NOOP("Words", "Chip, page and traveller show three different faces."),
    ChipPhase.NO_READER: QT_TRANSLATE_NOOP(
        "Words", "No chip reader is connected. Check the document without its chip."
    ),
    ChipPhase.NO_ZONE: QT_TRANSLATE_NOOP("Words", "The chip is read once the lines are there."),
    ChipPhase.WAITING: QT_TRANSLATE_NOOP("Words", "Lay the document on the chip reader."),
    ChipPhase.READING: QT_TRANSLATE_NOOP("Words", "Reading the chip. Let the document lie."),
    ChipPhase.KEY: QT_TRANSLATE_NOOP("Words", "The chip does not open with these lines. Which number is printed?"),
    ChipPhase.DONE: QT_TRANSLATE_NOOP("Words", "The chip has been read."),
    ChipPhase.STOPPED: QT_TRANSLATE_NOOP("Words", "The chip was not read."),
}
KEYS: dict[str, str] = {
    "unlike.chip_live": QT_TRANSLATE_NOOP(
        "Words", "The face in the chip and the traveller's do not agree. Compare them yourself."
    ),
    "unlike.chip_page": QT_TRANSLATE_NOOP(
        "Words", "The face in the chip and the one on the page do not agree. Compare them yourself."
    ),
    "unlike.page_live": QT_TRANSLATE_NOOP(
        "Words", "The face on the page and the traveller's do not agree. Compare them yourself."
    ),
    "seal.visa": QT_TRANSLATE_NOOP("Words", "Visa seal"),
    "seal.emergency_travel_document": QT_TRANSLATE_NOOP("Words", "Seal of an emergency travel document"),
    "seal.residence_permit": QT_TRANSLATE_NOOP("Words", "Seal of a residence permit"),
    "seal.arrival_attestation": QT_TRANSLATE_NOOP("Words", "Seal of an arrival attestation"),
    "seal.social_insurance_card": QT_TRANSLATE_NOOP("Words", "Seal of a social insurance card"),
    "seal.address_sticker": QT_TRANSLATE_NOOP("Words", "Seal of an address sticker"),
    "seal.passport": QT_TRANSLATE_NOOP("Words", "Seal of a passport"),
    "seal.identity_card": QT_TRANSLATE_NOOP("Words", "Seal of an identity card"),
    "seal.icao_visa": QT_TRANSLATE_NOOP("Words", "Visa seal"),
    "seal.icao_test": QT_TRANSLATE_NOOP("Words", "Seal of a test result"),
    "seal.icao_vacc": QT_TRANSLATE_NOOP("Words", "Seal of a vaccination"),
    "chip_check.access": QT_TRANSLATE_NOOP("Words", "Access"),
    "chip_check.sod": QT_TRANSLATE_NOOP("Words", "Signature"),
    "chip_check.signer": QT_TRANSLATE_NOOP("Words", "Signer"),
    "chip_check.chain": QT_TRANSLATE_NOOP("Words", "Issuing state"),
    "chip_check.hashes": QT_TRANSLATE_NOOP("Words", "Data unchanged"),
    "chip_check.com": QT_TRANSLATE_NOOP("Words", "List of contents"),
    "chip_check.states": QT_TRANSLATE_NOOP("Words", "State in chip and signature"),
    "chip_check.document_type": QT_TRANSLATE_NOOP("Words", "Type of document"),
    "chip_check.genuine": QT_TRANSLATE_NOOP("Words", "Chip is the original"),
    "chip_check.zone": QT_TRANSLATE_NOOP("Words", "Chip and printed lines"),
    "chip_check.integrity": QT_TRANSLATE_NOOP("Words", "Signature"),
    "chip_check.state": QT_TRANSLATE_NOOP("Words", "State"),
    "chip_reason.sod_missing": QT_TRANSLATE_NOOP("Words", "The chip has no signature of a state."),
    "chip_reason.sod_not_conforming": QT_TRANSLATE_NOOP("Words", "The chip's signature is not in a known form."),
    "chip_reason.sod_content_changed": QT_TRANSLATE_NOOP("Words", "What the state signed was changed."),
    "chip_reason.sod_signature_wrong": QT_TRANSLATE_NOOP("Words", "The signature on the data is wrong."),
    "chip_reason.sod_attributes_missing": QT_TRANSLATE_NOOP("Words", "The signature lacks parts that it must have."),
    "chip_reason.signing_time_missing": QT_TRANSLATE_NOOP("Words", "The signature does not say when it was made."),
    "chip_reason.signed_in_the_future": QT_TRANSLATE_NOOP("Words", "The signature is dated in the future."),
    "chip_reason.weak_hash": QT_TRANSLATE_NOOP("Words", "Signed by an old method."),
    "chip_reason.algorithm_unknown": QT_TRANSLATE_NOOP("Words", "Signed by a method that this station does not know."),
    "chip_reason.signer_missing": QT_TRANSLATE_NOOP("Words", "The signer's certificate is not there."),
    "chip_reason.signer_wrong_purpose": QT_TRANSLATE_NOOP("Words", "The signer may not sign such documents."),
    "chip_reason.signer_key_invalid": QT_TRANSLATE_NOOP("Words", "The signer's key is no possible key."),
    "chip_reason.signer_key_period": QT_TRANSLATE_NOOP("Words", "The signer's key was used outside its period."),
    "chip_reason.signer_not_valid_yet": QT_TRANSLATE_NOOP("Words", "The signer's certificate is not valid yet."),
    "chip_reason.signer_not_valid_when_signing": QT_TRANSLATE_NOOP(
        "Words", "The signer's certificate was not valid on the day of signing."
    ),
    "chip_reason.signer_expired": QT_TRANSLATE_NOOP(
        "Words", "The signer's certificate ended before the document does."
    ),
    "chip_reason.signer_expired_since": QT_TRANSLATE_NOOP(
        "Words", "The signer's certificate has ended since; the document stays valid."
    ),
    "chip_reason.signer_pinned": QT_TRANSLATE_NOOP(
        "Words", "The signer is trusted by itself, without a state's authority."
    ),
    "chip_reason.signer_certificate_forged": QT_TRANSLATE_NOOP(
        "Words", "The signer names a state's key that did not sign it: forged."
    ),
    "chip_reason.signer_revoked": QT_TRANSLATE_NOOP("Words", "The state has revoked this signer."),
    "chip_reason.signer_perhaps_revoked": QT_TRANSLATE_NOOP("Words", "This signer may have been revoked."),
    "chip_reason.state_unknown": QT_TRANSLATE_NOOP("Words", "This station has no key of the issuing state."),
    "chip_reason.authority_key_unknown": QT_TRANSLATE_NOOP(
        "Words", "This station does not have the issuing state's key that was used."
    ),
    "chip_reason.authority_may_not_certify": QT_TRANSLATE_NOOP(
        "Words", "The certificate above the signer may not vouch for it."
    ),
    "chip_reason.authority_not_valid_when_signing": QT_TRANSLATE_NOOP(
        "Words", "The state's key was not valid on the day it vouched for the signer."
    ),
    "chip_reason.authority_expired_since": QT_TRANSLATE_NOOP(
        "Words", "The state's key has ended since; the document stays valid."
    ),
    "chip_reason.link_without_anchor": QT_TRANSLATE_NOOP(
        "Words", "A new key of the state that none of its known keys vouches for."
    ),
    "chip_reason.revocation_not_checked": QT_TRANSLATE_NOOP(
        "Words", "Revocation was not checked: this station has no lists."
    ),
    "chip_reason.revocation_list_missing": QT_TRANSLATE_NOOP("Words", "There is no revocation list of this state."),
    "chip_reason.revocation_list_stale": QT_TRANSLATE_NOOP("Words", "The state's revocation list is out of date."),
    "chip_reason.deviation_known": QT_TRANSLATE_NOOP("Words", "The issuing state admits a fault in such documents."),
    "chip_reason.group_changed": QT_TRANSLATE_NOOP("Words", "Data in the chip are not those that the state signed."),
    "chip_reason.group_not_conforming": QT_TRANSLATE_NOOP("Words", "Data in the chip are not in a known form."),
    "chip_reason.group_not_in_sod": QT_TRANSLATE_NOOP("Words", "The chip holds data that the state did not sign."),
    "chip_reason.group_missing": QT_TRANSLATE_NOOP("Words", "Data that the state signed are not in the chip."),
    "chip_reason.group_aborted": QT_TRANSLATE_NOOP(
        "Words", "Reading some of the data broke off. Lay the document down again."
    ),
    "chip_reason.group_twice": QT_TRANSLATE_NOOP("Words", "The same data came twice."),
    "chip_reason.com_differs": QT_TRANSLATE_NOOP(
        "Words", "The chip's list of contents is not the one that was signed."
    ),
    "chip_reason.com_not_conforming": QT_TRANSLATE_NOOP("Words", "The chip's list of contents is not in a known form."),
    "chip_reason.states_differ": QT_TRANSLATE_NOOP("Words", "The state in the data is not the one that signed."),
    "chip_reason.state_code_unknown": QT_TRANSLATE_NOOP("Words", "The code of the state is not known."),
    "chip_reason.document_type_not_allowed": QT_TRANSLATE_NOOP(
        "Words", "The signer may not sign this type of document."
    ),
    "chip_reason.active_authentication_wrong": QT_TRANSLATE_NOOP(
        "Words", "The chip does not have its secret key: a copy."
    ),
    "chip_reason.active_authentication_open": QT_TRANSLATE_NOOP("Words", "The chip did not prove its key."),
    "chip_reason.active_authentication_form": QT_TRANSLATE_NOOP("Words", "The chip's proof has an unusual form."),
    "chip_reason.active_authentication_hash_unnamed": QT_TRANSLATE_NOOP(
        "Words", "The chip does not say by which method it proves its key."
    ),
    "chip_reason.chip_authentication_wrong": QT_TRANSLATE_NOOP(
        "Words", "The chip does not have its key for the secure line: a copy."
    ),
    "chip_reason.chip_authentication_open": QT_TRANSLATE_NOOP(
        "Words", "The chip did not show its key for the secure line."
    ),
    "chip_reason.chip_mapping_wrong": QT_TRANSLATE_NOOP(
        "Words", "The chip does not have the key it opened with: a copy."
    ),
    "chip_reason.chip_key_invalid": QT_TRANSLATE_NOOP("Words", "The chip's key is no possible key."),
    "chip_reason.chip_key_changed": QT_TRANSLATE_NOOP("Words", "The chip's key is not the one that was signed."),
    "chip_reason.chip_key_hidden": QT_TRANSLATE_NOOP("Words", "The chip hides the key that its state signed."),
    "chip_reason.chip_key_not_vouched": QT_TRANSLATE_NOOP("Words", "No trusted state vouches for the chip's key."),
    "chip_reason.chip_not_asked": QT_TRANSLATE_NOOP("Words", "The chip was not asked to prove its key."),
    "chip_reason.chip_cannot_prove": QT_TRANSLATE_NOOP("Words", "This chip cannot show that it is no copy."),
    "chip_reason.card_security_not_conforming": QT_TRANSLATE_NOOP(
        "Words", "The chip's key list is not in a known form."
    ),
    "chip_reason.seal_not_conforming": QT_TRANSLATE_NOOP("Words", "The seal is not in a known form."),
    "chip_reason.seal_signature_wrong": QT_TRANSLATE_NOOP("Words", "The seal's signature is wrong."),
    "chip_reason.seal_signer_unknown": QT_TRANSLATE_NOOP("Words", "This station does not know the seal's signer."),
    "chip_reason.seal_as_keys": QT_TRANSLATE_NOOP(
        "Words", "It came as keys, and keys get lost: show the code to the camera before you judge by it."
    ),
    "chip_reason.zone_differs": QT_TRANSLATE_NOOP("Words", "The chip says something else than the printed lines."),
    "state_list.master": QT_TRANSLATE_NOOP("Words", "Master list"),
    "state_list.authority": QT_TRANSLATE_NOOP("Words", "Authority"),
    "state_list.signer": QT_TRANSLATE_NOOP("Words", "Signer"),
    "state_list.revocations": QT_TRANSLATE_NOOP("Words", "Revocations"),
    "state_list.deviations": QT_TRANSLATE_NOOP("Words", "Deviations"),
    "state_holds.master": QT_TRANSLATE_NOOP("Words", "{count} certificates of authorities"),
    "state_holds.authority": QT_TRANSLATE_NOOP("Words", "{count} certificate"),
    "state_holds.signer": QT_TRANSLATE_NOOP("Words", "{count} certificate"),
    "state_holds.revocations": QT_TRANSLATE_NOOP("Words", "{count} revoked certificates"),
    "state_holds.deviations": QT_TRANSLATE_NOOP("Words", "{count} faults that the state admits"),
    "card.slot": QT_TRANSLATE_NOOP("Words", "Slot inside the reader, for the card of its operator"),
    "card.nothing": QT_TRANSLATE_NOOP("Words", "Nothing lies on it"),
    "card.contactless": QT_TRANSLATE_NOOP("Words", "A contactless chip"),
    "card.contacts": QT_TRANSLATE_NOOP("Words", "A card with contacts"),
    "warning.chip_failed": QT_TRANSLATE_NOOP("Words", "The chip failed"),
    "warning.chip_undetermined": QT_TRANSLATE_NOOP("Words", "The chip is undetermined"),
    "warning.chip_aborted": QT_TRANSLATE_NOOP("Words", "The chip was not read to its end"),
    "warning.substitution_live": QT_TRANSLATE_NOOP("Words", "Another face than chip and page"),
    "warning.substitution_page": QT_TRANSLATE_NOOP("Words", "Another face on the page"),
    "warning.substitution_chip": QT_TRANSLATE_NOOP("Words", "Another face in the chip"),
    "warning.substitution_all": QT_TRANSLATE_NOOP("Words", "Three different faces"),
    "warning.chip_unlike": QT_TRANSLATE_NOOP("Words", "Faces of document and traveller do not agree"),
    "warning.seal_failed": QT_TRANSLATE_NOOP("Words", "A seal failed"),
    "field.full_name": QT_TRANSLATE_NOOP("Words", "Full name"),
    "field.full_birth": QT_TRANSLATE_NOOP("Words", "Full date of birth"),
    "field.personal_number": QT_TRANSLATE_NOOP("Words", "Personal number"),
    "field.authority": QT_TRANSLATE_NOOP("Words", "Issuing authority"),
}
