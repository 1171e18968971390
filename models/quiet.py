"""Keeps libraries from sending anything to their makers. Imported by `models` before anything else, in every process.

onnxruntime 1.32 looks up a host of its maker and keeps a device id and a growing database below ~/.cache as soon as it
has loaded one network, unless this variable is set before its import; asking it to stop afterwards is too late. Only
`models` imports it, so no process comes to it another way: the window, the commands, Dask workers, the process of
NFIQ 2, the frozen program, the tests. What other libraries were looked through for is in docs/dependencies.md.
"""

from __future__ import annotations

import os
import sys

SWITCHES = {"ORT_DISABLE_TELEMETRY": "1"}
# How many pixels OpenCV unpacks at most; `drivers` says the same, since either may be imported first.
BOUNDS = {"OPENCV_IO_MAX_IMAGE_PIXELS": str(1 << 26)}


def be_quiet() -> None:
    """Raises RuntimeError where onnxruntime was imported first: then it is already talking."""
    if "onnxruntime" in sys.modules and any(os.environ.get(name) != value for name, value in SWITCHES.items()):
        raise RuntimeError("onnxruntime was imported before models, with its telemetry on")
    os.environ.update(SWITCHES)
    for name, value in BOUNDS.items():
        os.environ.setdefault(name, value)
