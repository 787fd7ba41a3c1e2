"""Nothing that may carry hidden facts is taken in: no photograph, no scan, no document.

A picture tells where and when it was made, a document who wrote it. The service has no place
for either; a file sent all the same is refused and nothing of it is kept.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from data.engine import Stores
from privacy.keys import KeyRing
from tests.api_client import ORIGIN, application, make_door
from tests.api_world import World, make_world
from tests.canaries import Needles

ROOT = Path(__file__).resolve().parents[2] / "api"
MARK = b"GPS-Canary-Vqzw-37.9838N-23.7275E"
PICTURE = b"\xff\xd8\xff\xe1\x00\x60Exif\x00\x00" + MARK + b"\xff\xd9"
PLACES = ("/me/profile/contact", "/me/profile/skills", "/me/data", "/agency/needs/new")
TAKEN = {"application/json", "application/x-www-form-urlencoded"}


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


def asking_for_files(pages: Iterable[str], code: Iterable[str]) -> int:
    """Count what asks for a file or reads one."""
    inputs = sum("type=file" in page.replace('"', "").replace(" ", "") for page in pages)
    return inputs + sum("UploadFile" in text or "multipart/form-data" in text for text in code)


def test_no_page_asks_for_a_file_and_no_route_describes_one(world: World) -> None:
    pages = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    code = [path.read_text("utf-8") for path in ROOT.rglob("*.py")]
    assert len(pages) > 40
    assert len(code) > 150
    assert asking_for_files(pages, code) == 0
    described = [
        kind
        for path in application(world).openapi()["paths"].values()
        for operation in path.values()
        for kind in operation.get("requestBody", {}).get("content", {})
    ]
    assert described
    assert set(described) <= TAKEN


def test_a_page_that_asks_for_one_would_be_noticed() -> None:
    """The break."""
    assert asking_for_files(['<input type="file" name="photo">'], ["photo: UploadFile"]) == 2


def test_a_picture_sent_all_the_same_is_refused_and_nothing_of_it_kept(
    world: World, tmp_path: Path
) -> None:
    door = make_door(world)
    token = world.token(world.person().actor)
    for place in PLACES:
        answer = door.client.post(
            place,
            files={"photo": ("me.jpg", PICTURE, "image/jpeg")},
            headers={"authorization": f"Bearer {token}", "origin": ORIGIN},
        )
        assert 400 <= answer.status_code < 500, (place, answer.status_code)
    needles = Needles({"mark": MARK.decode()})
    assert needles.find(MARK)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= 2
    assert all(not needles.find(path.read_bytes()) for path in files)
