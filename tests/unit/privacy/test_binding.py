"""The binding is 56 bytes, each part where the format says."""

import struct

import pytest

from privacy.binding import BINDING_BYTES, Binding
from privacy.inventory import EMAIL_COLUMN, PHONE_COLUMN, WORK_PROFILE_COLUMN
from tests.unit.privacy.builders import AMAL, BORIS


def test_the_layout_does_not_change() -> None:
    binding = Binding(WORK_PROFILE_COLUMN, AMAL, BORIS, 3, 4)
    expected = struct.pack(">4sBBHHH16s16sIQ", b"MSP1", 1, 5, 2, 1, 1, AMAL, BORIS, 3, 4)
    assert binding.encode() == expected
    assert len(expected) == BINDING_BYTES == 56


def test_every_part_counts() -> None:
    plain = Binding(PHONE_COLUMN, AMAL, AMAL, 1, 1)
    others = [
        Binding(EMAIL_COLUMN, AMAL, AMAL, 1, 1),
        Binding(PHONE_COLUMN, BORIS, AMAL, 1, 1),
        Binding(PHONE_COLUMN, AMAL, BORIS, 1, 1),
        Binding(PHONE_COLUMN, AMAL, AMAL, 2, 1),
        Binding(PHONE_COLUMN, AMAL, AMAL, 1, 2),
        Binding(PHONE_COLUMN, AMAL, AMAL, 1, 1, algorithm=2),
    ]
    assert len({binding.encode() for binding in [plain, *others]}) == 7


def test_a_key_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Binding(PHONE_COLUMN, AMAL, b"short", 1, 1)


@pytest.mark.parametrize(("key_version", "record_version"), [(1 << 32, 1), (1, 1 << 64), (-1, 1)])
def test_a_number_that_does_not_fit_is_refused(key_version: int, record_version: int) -> None:
    with pytest.raises(OverflowError):
        Binding(PHONE_COLUMN, AMAL, AMAL, key_version, record_version).encode()


def test_the_person_is_not_printed() -> None:
    assert "amal" not in repr(Binding(PHONE_COLUMN, AMAL, BORIS, 1, 1))
