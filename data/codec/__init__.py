"""Write the matcher's values as JSON documents and read them back, strictly.

Rules:

- Every document carries its version, ``"v"``; a reader accepts the versions it knows.
- A part that equals its default is left out, so "not stated" takes no room; ``None`` and
  "none" (an empty list) stay different.
- Reading refuses what writing would not have written: unknown keys, wrong types, unknown
  codes, missing parts. Nothing is guessed or corrected.
- Enumerations are written by value, dates in ISO 8601, sets in sorted order: equal values
  give equal bytes.

What it does not do: seal, or check whether a concept exists.
"""

from data.codec.course import read_course, write_course
from data.codec.need import read_need, write_need
from data.codec.organisation import read_organisation, write_organisation
from data.codec.profile import (
    read_permits,
    read_text,
    read_work,
    with_private,
    write_permits,
    write_text,
    write_work,
)

__all__ = [
    "read_course",
    "read_need",
    "read_organisation",
    "read_permits",
    "read_text",
    "read_work",
    "with_private",
    "write_course",
    "write_need",
    "write_organisation",
    "write_permits",
    "write_text",
    "write_work",
]
