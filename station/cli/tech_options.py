"""What `station-tech` understands."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from station.cli import asking, described

ABOUT = "Readers and cameras of a station: what is there, whether it works, and how true it measures."


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="station-tech", description=ABOUT)
    asking.add_option(parser)
    parser.add_argument("--emulated", action="store_true", help="an emulated reader and camera instead of real ones")
    parser.add_argument(
        "--reader", choices=("uru4500", "fs81"), default="uru4500", help="which reader is emulated (default: uru4500)"
    )
    parser.add_argument("--data", type=Path, help="data folder of a station: its keys sign, its database keeps")
    parser.add_argument(
        "--operator",
        default=os.environ.get("USER") or "technician",
        help="sign-in name of the technician, who signs in where a certificate of a station is made",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    devices = commands.add_parser("devices", help="every reader and camera")
    devices.add_argument("--json", action="store_true", help="for programs")
    capture = commands.add_parser("capture", help="one finger, stored as a PNG at 500 ppi")
    capture.add_argument("out", type=Path, help="the picture: biometric data, delete it afterwards")
    capture.add_argument("--serial", help="which reader; the first without it")
    capture.add_argument(
        "--timeout", type=float, default=30.0, help="seconds to wait for the finger (default: %(default)s)"
    )
    test = commands.add_parser("selftest", help="everything that can be tried without a finger")
    test.add_argument("--json", action="store_true", help="for programs")
    calibrate = commands.add_parser("calibrate", help="the bench, step by step, ending in a signed certificate")
    calibrate.add_argument("--serial", help="which reader; the first without it")
    calibrate.add_argument("--out", type=Path, required=True, help="folder for certificate (JSON, PDF)")
    calibrate.add_argument("--target", default="none", help="id of the bar target")
    calibrate.add_argument("--target-certificate", default="", help="number of the target's own certificate")
    calibrate.add_argument("--pitch", type=float, default=1.0, help="pitch of the bars in mm, from that certificate")
    calibrate.add_argument("--charts", action="store_true", help="step wedge and frequency charts are at hand, too")
    look = commands.add_parser(
        "camera", help="the camera before its chart: focus, exposure, colour, range; a certificate"
    )
    look.add_argument("--out", type=Path, required=True, help="folder for certificate (JSON, PDF)")
    look.add_argument("--camera", type=int, default=0, help="which camera, as `devices` lists them, from 0")
    look.add_argument("--distance", type=float, default=600.0, help="mm from lens to chart")
    look.add_argument("--lens-height", type=float, default=160.0, help="cm from floor to lens")
    look.add_argument("--travel-up", type=float, default=0.0, help="cm by which the camera moves up")
    look.add_argument("--travel-down", type=float, default=0.0, help="cm by which it moves down")
    look.add_argument("--target", default="printed chart", help="id of the chart")
    look.add_argument("--target-certificate", default="", help="number of the chart's own certificate")
    cards = commands.add_parser("cards", help="chip readers, and a reader's self-test with a reference document")
    cards.add_argument("--test", action="store_true", help="read what lies there; its lines or card number are asked")
    cards.add_argument("--json", action="store_true", help="for programs")
    chart = commands.add_parser("chart", help="the camera's chart as a PDF to print")
    chart.add_argument("out", type=Path, help="the PDF that is written")
    bundle = commands.add_parser(
        "bundle", help="a zip for support: devices, self-tests, certificates, logs, no pictures"
    )
    bundle.add_argument("out", type=Path, help="the zip that is written")
    return described.every(parser)
