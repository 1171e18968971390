"""Settings as frozen dataclasses: defaults, then one TOML file, then the environment; every error names its key."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

from station.errors import StationError

T = TypeVar("T")

SLOWEST = 1000.0  # bytes a second: below that a single record of a visit would take an hour

SYSTEM_FILE = Path("/etc/biometric-station/station.toml")
PREFIX = "STATION_"
MODES = ("production", "training", "demo")


class ConfigError(StationError):
    """A setting is unusable; `detail` names the key and where it came from."""

    code = "config"


@dataclass(frozen=True)
class Central:
    """The road to the central database, one line of configuration; `url` empty means that none is configured."""

    url: str = ""  # postgresql://ROLE@HOST:PORT/DATABASE
    tls: str = ""  # folder of ca.crt, client.crt and client.key
    timeout_seconds: float = 10.0
    bytes_per_second: float = 0.0  # what the station may send at most; 0: no limit
    send_from: str = ""  # "HH:MM" of the station's own clock and time zone; records are sent from then ...
    send_until: str = ""  # ... until then, over midnight where it is the earlier one; both empty: always

    def may_send(self, at: datetime) -> bool:
        """Whether records may travel at this moment (aware); what the agency sends is taken at any hour."""
        if not self.send_from:
            return True
        first, last, now = _clock_time(self.send_from), _clock_time(self.send_until), at.astimezone().time()
        return first <= now < last if first < last else now >= first or now < last


@dataclass(frozen=True)
class Config:
    mode: str = "production"
    station: str = ""
    place: str = ""
    zone: str = ""  # of the post, "+07:00": its days are not the machine's; empty: as the policy says
    language: str = ""  # "id" or "en"; empty: Indonesian, in a demonstration the system's where it is one of them
    theme: str = "light"
    touch: str = "no"  # "yes": the officer's monitor is touched, and nothing on it is smaller than 44 px
    data: str = ""  # folder of database, keys and logs
    policy: str = ""  # policy file; empty: the shipped one
    backup: str = ""  # folder for backups that are made in the window; empty: none
    camera: str = "0"  # index or stable name; a file or URL in training and demo only
    camera_width: int = 1600
    camera_height: int = 1200
    wedge_prefix: str = ""  # what a document reader sends that poses as a keyboard: before and after a scan,
    wedge_suffix: str = ""
    wedge_line_end: str = "\r"  # between the lines, beside CR, LF and TAB,
    wedge_reject: str = ""  # and for a character that it gave up
    scanners: tuple[str, ...] = ()  # serials that may feed a record; empty: none is refused
    sbi_authorities: str = ""  # PEM file: whose devices behind SBI services are believed; empty: none is looked for
    traveller_screen: str = "auto"  # "auto", "off", or name, serial or model of the monitor that faces the traveller
    traveller_moves: str = "yes"  # "no": pictograms stand still (reduced motion); an arrow says where to
    traveller_touch: str = "yes"  # "no": that monitor is looked at only, so nothing is asked on it
    traveller_voice: str = ""  # "off", or a folder of recorded sentences; what the machine can say besides
    central: Central = field(default_factory=Central)

    @property
    def data_folder(self) -> Path:
        return Path(self.data) if self.data else default_data_folder(self.mode)


def default_data_folder(mode: str) -> Path:
    """Demo and training never share a folder with production."""
    base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "biometric-station" / mode


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings.

    Raises:
        ConfigError: unknown key, wrong kind of value, unreadable or broken file.
    """
    source = file or SYSTEM_FILE
    raw: dict[str, Any] = {}
    if file is not None or source.exists():
        try:
            raw = tomllib.loads(source.read_text())
        except (OSError, ValueError) as error:
            raise ConfigError(f"{source}: {error}") from error
    central = _overlay(Central(), raw.pop("central", {}), f"{source} [central]")
    config = _overlay(replace(Config(), central=central), raw, str(source))
    found = {k[len(PREFIX) :].lower(): v for k, v in (environment or os.environ).items() if k.startswith(PREFIX)}
    own = {f.name for f in fields(Config)}
    top = {k: _from_text(Config, k, v) for k, v in found.items() if k in own and k != "central"}
    below = {
        k.removeprefix("central_"): _from_text(Central, k.removeprefix("central_"), v)
        for k, v in found.items()
        if k.startswith("central_")
    }
    config = _overlay(config, top, "environment")
    config = replace(config, central=_overlay(config.central, below, "environment [central]"))
    if config.mode not in MODES:
        raise ConfigError(f"mode: {config.mode!r} is not one of {MODES}")
    _check_sending(config.central)
    if config.zone:
        try:
            datetime.strptime(config.zone, "%z")
        except ValueError as error:
            raise ConfigError(f"zone: an offset like +07:00 is needed, not {config.zone!r}") from error
    return config


class SettingsUnwritable(StationError):
    """The settings file cannot be written, or its form is one that no line can be changed in."""

    code = "settings_unwritable"


def keep(file: Path, changes: Mapping[str, str | list[str]]) -> None:
    """Write these keys into the settings file; `central.url` stands for `url` below `[central]`. Everything else in it
    stays as it is, remarks as well; a file that is not there is made.

    Raises:
        SettingsUnwritable: the file cannot be read or written, or would not say afterwards what it should.
    """
    try:
        before = file.read_text("utf-8") if file.exists() else ""
        after = before
        for name, value in changes.items():
            after = _with_line(after, name, value)
        read = tomllib.loads(after)
        read |= {f"central.{name}": value for name, value in read.get("central", {}).items()}
        if any(read.get(name) != value for name, value in changes.items()):
            raise SettingsUnwritable(f"{file}: a key stands in a form that cannot be changed")
        _replace(file, after)
    except (OSError, ValueError) as error:
        raise SettingsUnwritable(f"{file}: {error}") from error


def _with_line(text: str, name: str, value: str | list[str]) -> str:
    """The line of the key exchanged; else put in the place of its remark; else at the end of its table."""
    table, _, key = name.rpartition(".")
    written = json.dumps(value, ensure_ascii=False)  # a text or a list of texts of JSON is one of TOML, but for these:
    written = re.sub("[\x7f-\x9f\u2028\u2029]", lambda one: f"\\u{ord(one[0]):04x}", written)
    line = f"{key} = {written}"
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    headings = [at for at, one in enumerate(lines) if one.lstrip().startswith("[")]
    if table:
        first = next((at + 1 for at in headings if lines[at].strip().startswith(f"[{table}]")), -1)
        if first < 0:
            lines += ["", f"[{table}]"] if lines else [f"[{table}]"]
            first = len(lines)
    else:
        first = 0
    last = next((at for at in headings if at >= first), len(lines))
    for pattern in (rf"\s*{key}\s*=", rf"\s*#\s*{key}\s*="):
        for at in range(first, last):
            if re.match(pattern, lines[at]):
                lines[at] = line
                return "\n".join(lines) + "\n"
    while last > first and not lines[last - 1].strip():
        last -= 1
    lines.insert(last, line)
    return "\n".join(lines) + "\n"


def _replace(file: Path, text: str) -> None:
    """At once where the folder allows it: a power cut leaves the old settings or the new ones."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(file.parent, os.W_OK):
        file.write_text(text, "utf-8")
        return
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(text, "utf-8")
    if file.exists():
        beside.chmod(file.stat().st_mode & 0o777)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(file)


def _check_sending(central: Central) -> None:
    if central.bytes_per_second != 0 and not central.bytes_per_second >= SLOWEST:
        raise ConfigError(f"[central] bytes_per_second: 0, or at least {SLOWEST:.0f}")
    times = {"send_from": central.send_from, "send_until": central.send_until}
    if not any(times.values()):
        return
    for name, text in times.items():
        try:
            _clock_time(text)
        except ValueError as error:
            raise ConfigError(f"[central] {name}: HH:MM is needed, not {text!r}") from error
    if central.send_from == central.send_until:
        raise ConfigError("[central] send_until: the same as send_from; leave both out to send always")


def _clock_time(text: str) -> time:
    """Raises ValueError for anything but HH:MM."""
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a time of the day, no moment


def _from_text(kind: type, name: str, text: str) -> Any:
    annotation = {f.name: str(f.type) for f in fields(kind)}.get(name)
    try:
        if annotation == "int":
            return int(text)
        if annotation == "float":
            return float(text)
    except ValueError as error:
        raise ConfigError(f"environment: {PREFIX}{name.upper()}: {error}") from error
    if annotation is not None and annotation.startswith("tuple"):
        return [part for part in text.split(",") if part]
    return text


def _overlay(base: T, values: Any, where: str) -> T:
    if not isinstance(values, dict):
        raise ConfigError(f"{where}: not a table")
    known = {f.name: str(f.type) for f in fields(base)}  # type: ignore[arg-type]
    fixed: dict[str, Any] = {}
    for name, value in values.items():
        annotation = known.get(name)
        if annotation is None or name == "central":
            raise ConfigError(f"{where}: unknown key {name!r}")
        fixed[name] = _checked(value, annotation, f"{where}: {name}")
    return replace(base, **fixed)  # type: ignore[type-var]


def _checked(value: Any, annotation: str, where: str) -> Any:
    if annotation.startswith("tuple"):
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{where}: a list of texts is needed")
        return tuple(value)
    kind = {"str": str, "int": int, "float": (int, float)}[annotation]
    if isinstance(value, bool) or not isinstance(value, kind):  # type: ignore[arg-type]
        raise ConfigError(f"{where}: {annotation} is needed")
    return float(value) if annotation == "float" else value
