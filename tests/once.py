"""What takes long to make and is the same for everybody is made once for all workers of a run.

Whoever needs it first makes it, the others wait for it and find it whole. It is shared, so
nobody changes it: who wants to takes a copy.
"""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    name: str,
    make: Callable[[Path], None],
    folders: pytest.TempPathFactory,
    config: pytest.Config,
) -> Path:
    """Give the folder of this name of the run, made unless another worker has made it.

    Args:
        name: Of the folder.
        make: Fills an empty folder, which is moved to its place when it is full.
        folders: Where this worker has its own.
        config: Says whether there are other workers.
    """
    own = folders.getbasetemp()
    folder = (own.parent if hasattr(config, "workerinput") else own) / name
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed, or its process ends
        if not folder.exists():
            part = folder.with_name(f"{name}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder
