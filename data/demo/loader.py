"""Read the demonstration out of its files, for a day.

Rules:

- One file holds a list of entries: ``organisations.yaml``, ``staff.yaml``, ``campaigns.yaml``
  (which may be missing), and any number of
  files in ``people``, ``needs`` and ``courses``, read in the order of their names.
- Strict: unknown or repeated fields, unknown codes, regions and organisations, and two
  entries of one key are refused.
- Skills and occupations are written by their short ids of the starter vocabulary.
- Dates are relative to the day asked for; the same day always gives the same values.
- Consent is written per purpose as a list of fields or of tiers of the inventory
  (``identity``, ``work``, ``private``); a tier stands for those of its fields that are asked
  for that purpose, ``all`` for everything that is. A single field that is not asked for a
  purpose is refused.

What it does not do: look concepts up, store, or know today.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from data.demo.campaigns import DemoCampaign, read_campaign
from data.demo.courses import read_course, read_offers
from data.demo.entries import Entry, read_entries
from data.demo.errors import DemoFault, DemoFileInvalid
from data.demo.needs import read_need
from data.demo.people import read_person
from data.demo.records import (
    DemoCourse,
    DemoData,
    DemoNeed,
    DemoOrganisation,
    DemoPerson,
    DemoStaff,
)
from privacy.vocabulary import Role

__all__ = [
    "FOLDER",
    "DemoData",
    "DemoFileInvalid",
    "DemoNeed",
    "DemoOrganisation",
    "DemoPerson",
    "DemoStaff",
    "load_demo",
]

FOLDER = Path(__file__).parent
"""Where the files lie."""


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_Item = TypeVar("_Item", bound=_Keyed)


def load_demo(as_of: date, folder: Path = FOLDER) -> DemoData:
    """Read the whole demonstration.

    Args:
        as_of: The day relative dates count from.
        folder: Where the files lie.

    Raises:
        DemoFileInvalid: A file is wrong; the error names the place.
    """
    organisations = _each_once(map(_organisation, _read(folder, "organisations.yaml", as_of)))
    known = {organisation.key for organisation in organisations}
    staff = _each_once(_staff(entry, known) for entry in _read(folder, "staff.yaml", as_of))
    people = _each_once(_people(folder, as_of))
    needs = _each_once(_needs(folder, as_of, known))
    return DemoData(
        as_of=as_of,
        organisations=organisations,
        staff=staff,
        people=people,
        needs=needs,
        courses=_each_once(_courses(folder, as_of, known)),
        campaigns=_each_once(
            _campaigns(folder, as_of, {need.key for need in needs}, {one.key for one in people})
        ),
    )


def _read(folder: Path, name: str, as_of: date) -> Iterator[Entry]:
    return read_entries(folder / name, name, as_of)


def _read_all(folder: Path, part: str, as_of: date) -> Iterator[Entry]:
    for path in sorted((folder / part).glob("*.yaml")):
        yield from read_entries(path, f"{part}/{path.name}", as_of)


def _people(folder: Path, as_of: date) -> Iterator[DemoPerson]:
    return map(read_person, _read_all(folder, "people", as_of))


def _needs(folder: Path, as_of: date, organisations: set[str]) -> Iterator[DemoNeed]:
    for entry in _read_all(folder, "needs", as_of):
        need = read_need(entry)
        if need.organisation not in organisations:
            raise entry.fault(DemoFault.UNKNOWN_ORGANISATION, "organisation")
        yield need


def _courses(folder: Path, as_of: date, organisations: set[str]) -> Iterator[DemoCourse]:
    for entry in _read_all(folder, "courses", as_of):
        course = read_course(entry)
        if course.organisation not in organisations:
            raise entry.fault(DemoFault.UNKNOWN_ORGANISATION, "organisation")
        yield course


def _campaigns(
    folder: Path, as_of: date, needs: set[str], people: set[str]
) -> Iterator[DemoCampaign]:
    if not (folder / "campaigns.yaml").exists():
        return
    for entry in _read(folder, "campaigns.yaml", as_of):
        campaign = read_campaign(entry)
        if not needs.issuperset(line.need for line in campaign.lines):
            raise entry.fault(DemoFault.UNKNOWN_CODE, "needs")
        if not people.issuperset(key for quota in campaign.quotas for key in quota.listed):
            raise entry.fault(DemoFault.UNKNOWN_CODE, "quotas")
        inside = {line.need for line in campaign.lines}
        for choice in campaign.choices:
            if choice.person not in people or not inside.issuperset(choice.ranked):
                raise entry.fault(DemoFault.UNKNOWN_CODE, "choices")
        yield campaign


def _organisation(entry: Entry) -> DemoOrganisation:
    place = entry.maybe_place("country")
    if place is None or place.region is not None:
        raise entry.fault(DemoFault.NOT_A_PLACE, "country")
    seat = entry.maybe_place("region") or place
    if seat.country != place.country:
        raise entry.fault(DemoFault.NOT_A_PLACE, "region")
    key = entry.text("key")
    body = read_offers(entry, key, seat)
    organisation = DemoOrganisation(key, entry.text("name"), place.country, body)
    entry.done()
    return organisation


def _staff(entry: Entry, organisations: set[str]) -> DemoStaff:
    account = DemoStaff(
        key=entry.text("key"),
        role=entry.code(Role, "role", Role.AGENCY_MEMBER),
        language=entry.text("language"),
        email=entry.text("email"),
        organisation=entry.maybe_text("organisation"),
        passphrase=entry.maybe_text("passphrase"),
    )
    entry.done()
    belongs = account.role is Role.AGENCY_MEMBER
    if account.role not in {Role.AGENCY_MEMBER, Role.COORDINATOR, Role.OFFICER}:
        raise entry.fault(DemoFault.UNKNOWN_CODE, "role")
    if (account.organisation in organisations) is not belongs:
        raise entry.fault(DemoFault.UNKNOWN_ORGANISATION, "organisation")
    return account


def _each_once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    found: dict[str, _Item] = {}
    for item in items:
        if item.key in found:
            raise DemoFileInvalid(DemoFault.NAMED_TWICE, item.key)
        found[item.key] = item
    return tuple(found.values())
