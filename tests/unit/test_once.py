"""What is made once for a run is made whole, and once."""

from pathlib import Path

import pytest

from tests.once import made_once


def test_whoever_comes_second_finds_it_made(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "part").touch()
        if len(made) == 1:
            raise ValueError("made by halves")

    name = f"once-{tmp_path.parent.name}-{tmp_path.name}"
    with pytest.raises(ValueError, match="halves"):
        made_once(name, make, tmp_path_factory, pytestconfig)
    first = made_once(name, make, tmp_path_factory, pytestconfig)
    second = made_once(name, make, tmp_path_factory, pytestconfig)
    assert first == second
    assert len(made) == 2
    assert [each.name for each in second.iterdir()] == ["part"]
