"""Pictures of the traveller's screen: `python -m tests.screens.traveller_gallery OUT [--only NAME] [--size WxH]`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from station.ui.application import Application
from station.ui.traveller.view import view_of
from station.ui.traveller.window import TravellerWindow
from tests.screens.gallery import settle
from tests.screens.people import frame
from tests.screens.traveller_states import LANGUAGES, traveller_facts


class Slot:
    """A camera that sees one drawn face."""

    def __init__(self) -> None:
        self.picture, self.number = frame(), 0

    def get(self) -> tuple[int, object]:
        self.number += 1
        return self.number, self.picture


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--languages", default="id,en,ar,zh")
    parser.add_argument("--scales", default="1.0")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    app = Application(language="en")
    window = TravellerWindow(moves=False)
    window.resize(*(int(n) for n in given.size.split("x")))
    window.offer_languages(LANGUAGES)
    window.watch(Slot())
    window.show()
    for scale in (float(s) for s in given.scales.split(",")):
        for language in given.languages.split(","):
            for name, facts in traveller_facts(language).items():
                if given.only in name:
                    window.render_view(view_of(facts))
                    window.enlarge(scale)
                    window.mirror._poll()
                    settle(app)
                    window.grab().save(str(given.out / f"traveller_{name}_{language}_{round(scale * 100)}.png"))


if __name__ == "__main__":
    main()
