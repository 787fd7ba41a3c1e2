"""The command line: ``python -m api COMMAND``.

Rules:

- Exit codes: 0 done, 1 refused or found wanting, 2 wrong use, 130 stopped by Ctrl-C.
- What goes wrong is said in a sentence; no traceback shows personal data.
- Commands open the same use cases as the web, and are audited the same way.
- Files they make are readable by their owner only.
"""

import os
import sys

from api.commands import app
from api.commands.logs import set_up_logs
from api.commands.output import run

if __name__ == "__main__":
    os.umask(0o077)
    set_up_logs()
    sys.exit(run(app))
