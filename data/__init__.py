"""Storage and reference data: the only room that knows SQL.

What it decides: how records lie in the two databases, in which order they are committed,
and that nothing sealed is opened without a decision and an audit entry.

Rules:

- ``data.engine`` opens the two databases (*main* and *keys*) and gives units of work.
- ``data.repositories`` return frozen dataclasses of ``data.records``, ``matcher`` and
  ``privacy``; rows and SQL stay inside.
- ``data.models`` is touched by repositories and migrations only.
- Sealing and opening happen in the repositories, because only they see the whole row an
  envelope is bound to.

What it does not do: decide who may do what (``privacy.policy``), rank (``matcher``), or
speak to anybody (``api``).
"""
