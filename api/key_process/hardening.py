"""Keep what is in memory from reaching the disk or another process by accident.

Rules:

- No core dumps of any process of ours: one would hold whatever was open at that moment.
- The key process also asks the kernel to refuse being looked into by processes of the same
  account (debuggers, ``/proc/PID/mem``); the machine's administrator still can.

What it does not do: keep memory out of swap. Switch swap off, or encrypt it.
"""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Never write a core dump of this process or of those it starts."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_looking_in() -> bool:
    """Refuse debuggers of the same account; say whether the kernel agreed."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
