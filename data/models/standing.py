"""The table in *keys* that says which proven rows of *main* stand now."""

from sqlalchemy import BigInteger, String

from data.models.columns import DIGEST, MAC, KeysRow, plain


class StandingRow(KeysRow, table=True):
    """One row of main that stands, under a digest of its kind and key.

    ``number`` is the lowest a row may carry that counts changes; ``owner`` a digest of whose
    row it is, so that all of them can go at once.
    """

    __tablename__ = "standing_row"

    subject: bytes = plain(DIGEST, "digest of a random reference", primary_key=True)
    kind: str = plain(String(32), "name of a kind of row")
    owner: bytes = plain(DIGEST, "digest of a random reference", index=True)
    number: int = plain(BigInteger(), "count of changes")
    mac: bytes = plain(MAC, "proof of the row")
