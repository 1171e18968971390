"""Keeps NumPy's matrix products on the thread that asked for them.

Matrices here are small and many, and a search brings its own threads. NumPy's OpenBLAS would split each product over
all cores and let its threads spin in between: on a busy two-core machine one finger comparison took 43 ms instead of
1.3 ms. The variable OPENBLAS_NUM_THREADS is read only when NumPy is first imported, which may be long before this.
"""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path

import numpy as np

# numpy's wheels carry OpenBLAS with this prefix and suffix (github.com/MacPython/openblas-libs)
_SET_THREADS = "scipy_openblas_set_num_threads64_"
_GET_THREADS = "scipy_openblas_get_num_threads64_"


def _libraries() -> list[Path]:
    package = Path(np.__file__).parent
    folders = (package.parent / "numpy.libs", package / ".dylibs")  # Linux and Windows; macOS
    return [file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*openblas*"))]


def use_one_thread() -> bool:
    """Limits OpenBLAS to the calling thread for this process; False where NumPy uses another library."""
    for file in _libraries():
        with contextlib.suppress(OSError, AttributeError):
            getattr(ctypes.CDLL(str(file)), _SET_THREADS)(1)
            return True
    return False


def threads() -> int | None:
    """How many threads OpenBLAS would use; None where NumPy uses another library."""
    for file in _libraries():
        with contextlib.suppress(OSError, AttributeError):
            return int(getattr(ctypes.CDLL(str(file)), _GET_THREADS)())
    return None
