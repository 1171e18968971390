"""What root made in the station's folder goes to the account that the folder belongs to, which has to read it too."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def hand_back(folder: Path) -> int:
    """Give everything of root's below `folder` to the owner of `folder`; how many files and folders that were.

    Nothing where the process is not root's or the folder is. A link is given away itself, never what it points to; a
    file with a second name is left alone, because the other name may lie outside.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return 0
    try:
        top = folder.stat()
    except OSError:
        return 0
    if top.st_uid == 0:
        return 0
    given = 0
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(where) / name
            found = path.lstat()
            second_name = stat.S_ISREG(found.st_mode) and found.st_nlink > 1
            if found.st_uid == 0 and not second_name:
                os.chown(path, top.st_uid, top.st_gid, follow_symlinks=False)
                given += 1
    return given
