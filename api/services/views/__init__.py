"""What the use cases about needs and matches give: frozen values, ready to be shown.

Rules:

- Codes stay codes (words are the locales'); concepts carry their label in the reader's
  language beside their identifier; days are dates, moments are aware UTC.
- No view holds an internal key of a person; she is known by a handle, which is different
  for every audience and need.
- What an agency sees of a person before a grant has no number about her and no bar.

What it does not do: compute or decide anything.
"""
