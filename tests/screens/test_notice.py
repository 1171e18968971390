"""The privacy notice: written in every language of the shipped policy, offered where this machine can show it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase

import resources
from station.ui import notice
from station.ui.application import Application
from station.workflow.policy import parse

POLICY = parse(resources.path("policy/policy.json").read_bytes())


@pytest.mark.parametrize("language", POLICY.notice.languages)
def test_every_language_of_the_policy_has_the_notice_of_its_version(language: str):
    text = notice.read(language)
    assert (text.version, text.language) == (POLICY.notice.version, language)
    assert len(text.text.split("\n\n")) == 3  # what and why, who and how long, which rights
    assert language in notice.LANGUAGES


def test_only_what_is_written_is_offered():
    assert notice.offered(("id", "ja", "zh", "xx")) == ("id", "ja", "zh")


def test_russian_needs_no_font_of_the_machine(app: Application):
    assert QFontDatabase.WritingSystem.Cyrillic in QFontDatabase.writingSystems("Inter")


def test_a_guess_is_made_among_what_is_offered():
    assert notice.suggested("CHN", ("id", "en", "zh")) == "zh"
    assert notice.suggested("CHN", ("id", "en")) == "en"
    assert notice.suggested("UTO", ("id",)) is None
