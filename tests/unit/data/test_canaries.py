"""Nothing a person said is readable in the files."""

import base64
from pathlib import Path

from sqlalchemy import text

from data.engine import Stores
from data.repositories import Persons
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_change_consent, may_erase
from privacy.vocabulary import ConsentStatus
from tests.stored import IDENTITY, LATER, WORK, registered

CANARIES = [
    str(value)
    for value in (
        IDENTITY.full_name,
        IDENTITY.phone,
        IDENTITY.email,
        IDENTITY.address,
        WORK.own_words,
        WORK.skills[0].concept,
        WORK.experience[0].occupation,
        "seamans_book",
    )
]


def _needles(value: str) -> set[bytes]:
    raw = value.encode()
    needles = {raw, raw.upper(), raw[::-1], value.encode("utf-16-le"), raw.hex().encode()}
    needles |= {base64.b64encode(raw[start:])[4:-4] for start in range(3)}
    return {needle for needle in needles if len(needle) >= 6}


def _found(folder: Path, needles: set[bytes]) -> set[str]:
    files = sorted(folder.glob("*.db*"))
    assert len(files) >= 2
    return {path.name for path in files for needle in needles if needle in path.read_bytes()}


def test_no_canary_is_in_the_files_nor_in_their_logs(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    registered(sqlite_only, ring)
    needles = {needle for value in CANARIES for needle in _needles(value)}
    assert len(needles) > 40
    assert (tmp_path / "main.db-wal").stat().st_size > 0
    assert _found(tmp_path, needles) == set()


def test_the_search_finds_a_value_left_plain(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    registered(sqlite_only, ring)
    with sqlite_only.begin() as uow:
        uow.main.connection().execute(
            text("UPDATE account SET language = :value"), {"value": IDENTITY.phone}
        )
        uow.commit()
    assert "main.db-wal" in _found(tmp_path, _needles(str(IDENTITY.phone)))


def test_after_erasure_the_wrapped_key_is_in_no_file(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    [amal] = registered(sqlite_only, ring)
    with sqlite_only.begin(reading=True) as uow:
        found = uow.keys.connection().execute(text("SELECT wrapped, commitment FROM person_key"))
        wrapped, commitment = found.one()
        sealed = uow.main.connection().execute(text("SELECT phone_sealed FROM identity"))
        needles = {wrapped, wrapped[26:58], commitment, sealed.scalar_one()}
    assert _found(tmp_path, needles)
    with sqlite_only.begin() as uow:
        erase = may_erase(amal.actor, amal.id, at=LATER)
        Persons(uow, ring, LATER).erase(amal.id, erase)
        uow.commit()
    assert _found(tmp_path, needles) == set()


def test_an_emptied_field_is_in_no_file_nor_log(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    [amal] = registered(sqlite_only, ring)
    with sqlite_only.begin(reading=True) as uow:
        sealed = uow.main.connection().execute(
            text("SELECT phone_sealed, own_words_sealed FROM identity, work_profile")
        )
        needles = {bytes(blob) for blob in sealed.one()}
    assert "main.db-wal" in _found(tmp_path, needles)
    with sqlite_only.begin() as uow:
        change = may_change_consent(amal.actor, amal.id, ConsentStatus.WITHDRAWN, at=LATER)
        gone = {PersonalField.PHONE, PersonalField.OWN_WORDS}
        Persons(uow, ring, LATER).empty(amal.id, gone, change)
        uow.commit()
    assert _found(tmp_path, needles) == set()
