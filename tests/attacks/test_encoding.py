"""What is authenticated is written so that different facts never give the same bytes.

``python -m tests.attacks.encoding`` searches for as long as one likes.
"""

from random import Random  # noqa: TID251 - a seeded search, no secret

from tests.attacks.encoding import Written, a_binding, a_record, collisions

TUPLES = 3_000


def joined(label: str, *pieces: object) -> bytes:
    return "|".join([label, *map(str, pieces)]).encode()


def without_lengths(label: str, *pieces: object) -> bytes:
    return "".join(map(str, (label, *pieces))).encode()


def test_no_two_records_or_bindings_share_their_bytes() -> None:
    for make in (a_record, a_binding):
        different, clashing = collisions(make, TUPLES)
        assert different > TUPLES / 3
        assert clashing == 0


def test_joining_and_leaving_lengths_out_would_be_noticed() -> None:
    """The breaks: a bar between the pieces; one after the other."""
    for write in (joined, without_lengths):

        def careless(draw: Random, write: object = write) -> Written:
            return a_record(draw, write)  # type: ignore[arg-type]  # one of the two above

        assert collisions(careless, TUPLES)[1] > 10
