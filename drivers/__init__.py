"""Devices only: bytes on a USB wire, camera handles, plug and unplug."""
