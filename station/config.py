"""Settings as frozen dataclasses: defaults, then one TOML file, then the environment; every error names its key."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from station.errors import StationError

T = TypeVar("T")

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


@dataclass(frozen=True)
class Config:
    mode: str = "production"
    station: str = ""
    place: str = ""
    language: str = "id"
    theme: str = "light"
    data: str = ""  # folder of database, keys and logs
    policy: str = ""  # policy file; empty: the shipped one
    camera: str = "0"  # index, stable name, file or URL
    camera_width: int = 1600
    camera_height: int = 1200
    scanners: tuple[str, ...] = ()  # serials that may feed a record; empty: none is refused
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
    return config


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
