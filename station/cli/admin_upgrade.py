"""`station-admin upgrade`: a copy before a new version is installed, a look after it, and the way back."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.hand_back import hand_back
from station.office import delta, upgrade

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(commands: Commands) -> None:
    every = commands.add_parser("upgrade", help="before and after a new version").add_subparsers(required=True)
    made = every.add_parser("begin", help="a verified copy of the records, the window closed; the package does it, too")
    made.add_argument("--package", type=Path, help="the installed version's package, kept for the way back")
    made.add_argument(
        "--keep-package", action="store_true", help="the one that was kept before, where it is of this version"
    )
    made.set_defaults(run=begin)
    made = every.add_parser("check", help="bring the records up to date and look at them; exit 3: go back")
    made.set_defaults(run=check)
    made = every.add_parser("back", help="the records as they were; refused once a visit was sealed since")
    made.add_argument("--install", action="store_true", help="and install the kept package of the version before")
    made.set_defaults(run=back)
    made = every.add_parser("delta", help="the whole package, from what is installed and an update that was fetched")
    made.add_argument("file", type=Path, help="the update; its signature lies beside it as FILE.sig")
    made.add_argument("--public", type=Path, default=RELEASE_KEY, help=f"the releases' key, PEM ({RELEASE_KEY})")
    made.add_argument("--out", type=Path, required=True, help="folder for the package, and for that of this version")
    made.set_defaults(run=fetched)
    made = every.add_parser("done", help="the new version stays: remove the copy")
    made.set_defaults(run=done)


RELEASE_KEY = Path("/etc/biometric-station/release.pem")


def _folder(options: argparse.Namespace) -> Path:
    return desk.settings(options).data_folder / upgrade.FOLDER


def begin(options: argparse.Namespace) -> int:
    found, _ = desk.unlock(options)
    package = options.package
    with desk.window_closed(options), tempfile.TemporaryDirectory() as beside:
        if options.keep_package and package is None:
            package = upgrade.kept_package(_folder(options), found, Path(beside))
        store = desk.open_store(options, found)
        try:
            report = upgrade.begin(store, _folder(options), package)
        finally:
            store.close()
    print(f"{report.blocks} blocks copied and read again; install the new version, then: station-admin upgrade check")
    return 0


def check(options: argparse.Namespace) -> int:
    found, _ = desk.unlock(options)
    begun = upgrade.found(_folder(options), found)
    with desk.window_closed(options):
        store = desk.open_store(options, found)
        try:
            looked = upgrade.look(store, begun)
        finally:
            store.close()
    for one in looked:
        print(f"{'ok  ' if one.well else 'WORK'}  {one.point:<8} {one.words}")
    well = all(one.well for one in looked)
    print("the window may be opened" if well else "go back: station-admin upgrade back")
    return 0 if well else desk.FOUND


def back(options: argparse.Namespace) -> int:
    found, _ = desk.unlock(options)
    begun = upgrade.found(_folder(options), found)
    with desk.window_closed(options):
        upgrade.back(desk.database(options), found, begun)
    print(f"the records are those of version {begun.version}")
    package = begun.package
    dpkg = shutil.which("dpkg")
    if package is None or dpkg is None:
        print(f"install version {begun.version} now, before the window is opened")
    elif options.install:
        hand_back(desk.settings(options).data_folder)  # dpkg takes the place of this program, whose files it exchanges
        os.execv(dpkg, [dpkg, "--install", str(package)])  # noqa: S606  no shell; the package's digest was compared
    else:
        print(f"install version {begun.version} now: dpkg --install {package}")
    return 0


def fetched(options: argparse.Namespace) -> int:
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out, prefix=".content-") as content:
        update = delta.read(options.file, options.public, Path(content))
        here = delta.installed_version(update.package)
        if here != update.versions[0]:
            raise delta.DeltaRefused(f"it is for {update.versions[0]}, here is {here or 'none'}", "delta_unfit")
        delta.check_installed(update)
        before, after = (delta.assemble(update, which, options.out) for which in (0, 1))
    print(f"whole again, every file compared: {after}")
    print(f"first: station-admin upgrade begin --package {before}")
    print(f"then:  dpkg --install {after}")
    return 0


def done(options: argparse.Namespace) -> int:
    print("the copy is removed" if upgrade.done(_folder(options)) else "there is no copy")
    return 0
