"""The sensors whose raw frames can be calibrated: what each driver knows of the grid that its frames come from."""

from __future__ import annotations

from dataclasses import dataclass

VENDOR_PPI = 512.0  # what the vendor's software of the 4000B and 4500 calls the resolution of its own pictures


@dataclass(frozen=True)
class Sensor:
    """One raw frame is `rows` x `columns`, ridges dark and upright as the driver hands it on; `ppi_x`, `ppi_y`: pixels
    per inch across and along the finger of a unit that nobody has measured."""

    rows: int
    columns: int
    ppi_x: float
    ppi_y: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    def ppi(self) -> tuple[float, float]:
        return self.ppi_x, self.ppi_y


# U.are.U 4000, 4000B and 4500. The vendor's software returns 357x392 pixels for the platen that the raw frame covers
# with 384x290. The wire loses pixels of scrambled blocks and may lose rows: the driver names them in each frame.
URU4500 = Sensor(290, 384, 384 / 357 * VENDOR_PPI, 290 / 392 * VENDOR_PPI)
# Futronic FS81: 320x480 by its own info command, 500 ppi by the vendor's sheets. The wire carries every pixel. No
# source tells whether ridges arrive dark; the driver takes them to be. If not, "dark" refuses the empty platen.
FS81 = Sensor(480, 320, 500.0, 500.0)

SENSORS: dict[str, Sensor] = {"uru4500": URU4500, "fs81": FS81}  # by the name of the driver
