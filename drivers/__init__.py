"""Devices only: bytes on a USB wire, camera handles, plug and unplug."""

import os

# How many pixels OpenCV unpacks at most, wherever it does: a webcam's Motion JPEG is unpacked within OpenCV, where
# nobody can look at the header first. 64 million are twice a page at 600 dpi. Read when OpenCV is first imported.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 26))
