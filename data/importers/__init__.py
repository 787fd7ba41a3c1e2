"""Read files that people and institutions bring, into records: parsing, no storage.

What it decides: whether a file can be read at all, what each row says, and which rows are
refused for which reason.

Rules:

- A file that cannot be read is refused whole, with a code (``ImportRefused``); a row that
  cannot be read is refused alone, with a row number, a column name and a code
  (``RowError``). Neither ever repeats what a cell contained.
- Sizes are capped before anything is parsed; nothing is extracted to disk.
- What a file does not say stays unknown. Codes that are not understood are errors, never
  guesses.
- The same bytes give the same records and the same digests on any machine.

What it does not do: write, link phrases to concepts, decide about consent, or know SQL,
HTTP or the clock.
"""
