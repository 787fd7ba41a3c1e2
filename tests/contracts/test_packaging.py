"""What lies in the repository, and what an installation leaves behind."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "matcher",
    "api",
    "data",
    "privacy",
    "tests",
    "docs",
    "pyproject.toml",
    "docker-compose.yml",
    "README.md",
    "Dockerfile",
    "run.py",
    "CHANGELOG.md",
    "requirements.txt",
    "requirements-dev.txt",
}
HOST = re.compile(
    "|".join(
        re.escape(name)
        for name in ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb." + "debian.org")
    ),
    re.IGNORECASE,
)


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_the_top_level_holds_nothing_unexpected() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_names_a_package_registry() -> None:
    files = tracked_files()
    assert len(files) > 100
    naming = [
        str(path.relative_to(ROOT))
        for path in files
        if HOST.search(path.read_bytes().decode("utf-8", errors="replace"))
    ]
    assert naming == []
    assert HOST.search("https://files.python" + "hosted.org/packages/x.whl")


def test_every_pin_carries_a_hash_and_the_core_pins_stand_in_the_development_pins() -> None:
    pins: dict[str, set[str]] = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        found = [block for block in blocks if "==" in block]
        assert len(found) > 20
        assert all("--hash=sha256:" in block for block in found)
        pins[name] = {block.split(" \\")[0].strip() for block in found}
    core = {pin.split(";")[0].strip() for pin in pins["requirements.txt"]}
    development = {pin.split(";")[0].strip() for pin in pins["requirements-dev.txt"]}
    assert core <= development


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        re.split(r"[\[>=<;]", item)[0].strip().lower()
        for item in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    pinned = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    )
    assert wanted <= pinned
    assert {
        "scikit-learn",
        "rapidfuzz",
        "fastapi",
        "sqlmodel",
        "cryptography",
        "pytest",
    } <= wanted


def test_no_installed_distribution_provides_our_package_names() -> None:
    provided = importlib.metadata.packages_distributions()
    assert {"matcher", "api", "data", "privacy", "tests"}.isdisjoint(provided)
    assert "fastapi" in provided


def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_deployment_has_no_default_password_and_takes_secrets_from_files() -> None:
    services = compose()["services"]
    settings = [
        (name, key, str(value))
        for name, service in services.items()
        for key, value in (service.get("environment") or {}).items()
    ]
    assert len(settings) > 8
    for _, key, value in settings:
        if "PASSWORD" in key or "SECRET" in key:
            assert key.endswith("_FILE")
            assert value.startswith("/run/secrets/")
        assert not re.search(r"://[^/@]+:[^/@]+@", value)
    assert all(set(secret) == {"file"} for secret in compose()["secrets"].values())


def test_the_deployment_pins_images_checks_health_and_separates_the_databases() -> None:
    services = compose()["services"]
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+", services["database"]["image"])
    assert "healthcheck" in services["database"]
    assert "healthcheck" in services["application"]
    condition = services["application"]["depends_on"]["migrate"]["condition"]
    assert condition == "service_completed_successfully"
    environment = services["application"]["environment"]
    main, keys = environment["PASSERELLE_MAIN_URL"], environment["PASSERELLE_KEYS_URL"]
    assert main.startswith("postgresql+psycopg://")
    assert main.split("//")[1].split("@")[0] != keys.split("//")[1].split("@")[0]
    assert main.rsplit("/", 1)[1] != keys.rsplit("/", 1)[1]
    assert compose()["networks"]["inside"]["internal"] is True
    assert all(port.startswith("127.0.0.1:") for port in services["application"]["ports"])


def test_the_image_runs_as_an_ordinary_account_and_checks_hashes() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-", lines, re.MULTILINE)
    assert "--require-hashes" in lines
    assert re.search(r"^USER passerelle$", lines, re.MULTILINE)
