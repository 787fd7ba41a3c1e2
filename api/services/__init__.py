"""The use cases, one file each, in rooms by subject.

They are the only callers of ``matcher``, ``privacy`` and ``data``.

Rules:

- A service takes a ``Context`` (or a ``Door`` where nobody is signed in yet) and gives frozen
  dataclasses; it neither knows HTTP nor words for people.
- It asks ``privacy.policy`` before it opens, writes or shows anything about a person.
- It raises ``api.errors`` with a code; it never repeats what was sent.
"""
