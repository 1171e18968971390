"""The counter's pages joined to one desk: which page a step has, a presenter for each, and where each leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from station.domain.desk import SignedRecord
from station.ui.presenter import Post
from station.ui.screens.check_desk import CheckPresenter
from station.ui.screens.decision import DecisionPresenter
from station.ui.screens.document_desk import DocumentPresenter
from station.ui.screens.face_desk import FacePresenter
from station.ui.screens.fingers_desk import FingersPresenter
from station.work import Runner
from station.workflow.counter import Step

PAGE_OF = {
    Step.DOCUMENT: "document",
    Step.STAY: "document",
    Step.FACE: "face",
    Step.FINGERS: "fingers",
    Step.CHECK: "check",
    Step.WAITING: "check",
    Step.DECISION: "decision",
}


@dataclass(frozen=True)
class Walk:
    """What follows when a page is done with its part."""

    step: Callable[[], None]  # to the page of the step where the visit stands now
    cancelled: Callable[[], None]
    signed: Callable[[SignedRecord], None]
    resumed: Callable[[], None]
    discarded: Callable[[], None]


def present(
    pages: Mapping[str, Any], runner: Runner, post: Post, desk: Any, walk: Walk, language: Callable[[], str]
) -> dict[str, Any]:
    """A presenter for every page of the counter. `runner` runs one job at a time; `language` is the officer's."""
    views = {name: pages[name].render_view for name in PAGE_OF.values()}
    steps = (walk.step, walk.step, walk.cancelled)
    return {
        "document": DocumentPresenter(
            views["document"],
            runner,
            desk,
            walk.step,
            walk.cancelled,
            language,
            resumed=walk.resumed,
            discarded=walk.discarded,
        ),
        "face": FacePresenter(views["face"], runner, desk, post, *steps),
        "fingers": FingersPresenter(views["fingers"], runner, desk, post, *steps),
        "check": CheckPresenter(views["check"], runner, desk, post, *steps),
        "decision": DecisionPresenter(views["decision"], runner, desk, walk.signed, walk.step, walk.cancelled),
    }


def watch(pages: Mapping[str, Any], desk: Any) -> None:
    """The live pictures of the desk's devices on the pages that show them."""
    pages["document"].camera.watch(desk.page_camera())
    pages["face"].view.watch(desk.face_camera())
    pages["fingers"].live.watch(desk.finger_view())
