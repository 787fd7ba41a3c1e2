"""Table of the skills map's releases: what was published, and what each release spent.

A row's ``mac`` authenticates it: a row somebody else wrote is neither shown nor counted as
budget that was never spent.
"""

from datetime import date

from sqlalchemy import Boolean, Date, Integer, String, Text

from data.models.columns import MAC, REFERENCE, MainRow, plain

PUBLISHED = "published counts, noisy, nobody's"


class MapReleaseRow(MainRow, table=True):
    """One attempt to publish a grid: its spending, and what may be shown of it."""

    __tablename__ = "map_release"

    id: str = plain(REFERENCE, "reference of a release", primary_key=True)
    number: int = plain(Integer(), "count of releases", unique=True)
    grid: str = plain(String(32), "name of a public grid", index=True)
    released_on: date = plain(Date(), "day of a release")
    epsilon_thousandths: int = plain(Integer(), "privacy budget spent")
    published: bool = plain(Boolean(), "whether there were people enough for a map")
    body: str = plain(Text(), PUBLISHED)
    mac: bytes = plain(MAC, "proof of the row")
