"""The demonstration: fictional people, organisations, accounts and needs, and their loader.

What it decides: what the demonstration shows, as data that a reader can check and edit.

Rules:

- Everybody and everything here is invented. Telephone numbers come from ranges reserved for
  fiction (United Kingdom, France, Germany) or begin with ``000`` after the country code,
  which no numbering plan assigns; electronic addresses end in ``example.org``.
- The same files feed the demonstration and the tests.
- Dates are relative to the day the files are loaded for, so the demonstration never ages.

What it does not do: store anything (a service does), or stand for real people or adverts.
"""
