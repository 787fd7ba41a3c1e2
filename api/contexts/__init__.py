"""What each page shows: one frozen dataclass a page, which is its template's contract.

Rules:

- A template asks for nothing but its page and the surroundings of ``api.pages.shell``; what
  is missing here fails there.
- Personal values come as ``Disclosed`` only; nothing else can hold one.

What it does not do: find the values (services do), or word them (locales do).
"""
