"""The file of codes with which imported people make their profiles their own.

Rules:

- A new file, readable by its owner only; an existing one is never touched.
- It is written before anything is committed. When the import fails it goes again, so that no
  code stands in it that opens nothing.
"""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.output import fail

if TYPE_CHECKING:
    from api.services.people.assist_registration import ClaimSheet

HEAD = ("row", "account_code", "one_time_code")


@contextmanager
def claim_file(path: Path) -> Iterator[Callable[[int, "ClaimSheet"], None]]:
    """Open the file and give what writes one person's codes into it.

    Raises:
        typer.Exit: The file exists, or cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise fail("That file of codes exists; nothing was imported.") from None
    except OSError:
        raise fail(f"{path}: this file cannot be made.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(HEAD)

            def write(row: int, sheet: "ClaimSheet") -> None:
                rows.writerow((row, sheet.account_name, sheet.code))
                file.flush()

            yield write
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
