#!/usr/bin/env python3
"""Set up and start Passerelle with nothing but Python 3.11 or newer.

    python3 run.py demo [--port N] [--once] [--reset]   the demonstration on this machine
    python3 run.py test [pytest arguments]              the whole test suite

The first start makes a virtual environment in .venv and installs the pinned requirements,
every file checked against its hash. Later starts skip what is already there. On Debian and
Ubuntu it also installs the few system packages it finds missing (Python's venv module; for
the tests Chromium and fonts), when it runs as root or may use sudo without a password;
otherwise it says which command to run.

It uses the standard library only, and never installs the project itself.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CORE = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
# File by file, in the order tests/conftest.py gives them: the long ones come first, so that
# neither worker is left with one of them at the end.
WHOLE_SUITE = (
    "-q",
    "--numprocesses=2",
    "--dist=loadfile",
    "--no-loadscope-reorder",
    "--durations=10",
)
BROWSER_PACKAGES = ("chromium", "fonts-noto-core", "libatomic1")
STARTED = time.monotonic()
CANNOT_INSTALL = 3


class CannotSetUp(Exception):
    """Something could not be installed; the message says what the reader can do."""


def say(message):
    """Print one progress line with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {message}", flush=True)


def quiet(*command, env=None):
    """Run a command, keeping its output for the error message only."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        check=False,
    )
    tail = done.stdout.decode(errors="replace").strip().splitlines()[-8:]
    return done.returncode, "\n".join(tail)


def environment():
    """Return the environment for our own processes: compiled files are kept, no stray paths."""
    kept = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        kept.pop(name, None)
    return kept


def install_system_packages(*packages):
    """Install Debian packages, or explain which command installs them."""
    line = "apt-get install --no-install-recommends " + " ".join(packages)
    if not shutil.which("apt-get"):
        raise CannotSetUp(
            "This machine has no apt-get. Please install with its own package manager what "
            "Debian calls: " + " ".join(packages)
        )
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and quiet("sudo", "-n", "true")[0] == 0:
        prefix = ["sudo", "-n"]
    else:
        raise CannotSetUp(f"Some system packages are missing. Please run:  sudo {line}")
    say("installing system packages: " + " ".join(packages))
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet(*prefix, "apt-get", "update", "-qq", env=env)
    code, tail = quiet(*prefix, *line.split()[:1], "-y", "-qq", *line.split()[1:], env=env)
    if code != 0:
        raise CannotSetUp(f"These could not be installed. Please run:  sudo {line}\n{tail}")


def make_environment():
    """Create .venv, bringing the venv module where a bare Debian lacks it."""
    if quiet(sys.executable, "-c", "import ensurepip, venv", env=environment())[0] != 0:
        install_system_packages(f"python3.{sys.version_info[1]}-venv")
    say("making the virtual environment .venv")
    code, tail = quiet(sys.executable, "-m", "venv", "--clear", VENV, env=environment())
    if code != 0:
        raise CannotSetUp(f"The virtual environment could not be made:\n{tail}")


def key_of(requirements):
    """Name the exact state an installation leaves: its pins and the interpreter."""
    material = (ROOT / requirements).read_bytes() + sys.version.encode()
    return hashlib.sha256(material).hexdigest()


def is_installed(requirements):
    """Has this requirement file been installed completely, by this interpreter?"""
    stamp = VENV / f".installed-{requirements}"
    try:
        return PYTHON.exists() and stamp.read_text() == key_of(requirements)
    except OSError:
        return False


def install(requirements):
    """Bring .venv to the state a requirement file pins; does nothing when it is there."""
    if is_installed(requirements):
        return
    if not PYTHON.exists() or quiet(PYTHON, "-m", "pip", "--version")[0] != 0:
        make_environment()
    say(f"installing {requirements} (every file checked against its hash)")
    pip = ("install", "-q", "--disable-pip-version-check", "--no-compile", "--no-input")
    strict = ("--only-binary", ":all:", "--require-hashes", "-r", ROOT / requirements)
    code, tail = quiet(PYTHON, "-m", "pip", *pip, *strict, env=environment())
    if code != 0:
        raise CannotSetUp(
            "The Python packages could not be installed. Is the package index reachable?\n"
            f"Nothing is lost: the next start goes on from here.\n{tail}"
        )
    # The development file pins everything the core file pins, so it settles both.
    settled = {requirements, CORE}
    for name in sorted(settled):
        (VENV / f".installed-{name}").write_text(key_of(name))


def is_system_package_there(name):
    """Does dpkg know the package as installed?"""
    status = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}", name], capture_output=True, check=False
    )
    return b"install ok installed" in status.stdout


def install_browser():
    """Make sure a Chromium, its one missing library and fonts are there for the tests."""
    if shutil.which("dpkg-query"):
        missing = [name for name in BROWSER_PACKAGES if not is_system_package_there(name)]
        if "chromium" in missing and os.environ.get("CHROMIUM"):
            missing.remove("chromium")
        if missing:
            install_system_packages(*missing)
    elif not (os.environ.get("CHROMIUM") or shutil.which("chromium")):
        raise CannotSetUp(
            "The browser tests need Chromium: please install it, or name its program in the "
            "environment variable CHROMIUM."
        )


def demo(arguments):
    """Replace this process by the demonstration, so that Ctrl-C reaches it directly."""
    install(CORE)
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), "-m", "api", "demo", *arguments], environment())


def test(arguments):
    """Run the whole suite and return pytest's exit code."""
    install(DEVELOPMENT)
    install_browser()
    say("running the tests")
    command = [str(PYTHON), "-m", "pytest", *(arguments or WHOLE_SUITE)]
    # Two workers share the cores already; more threads in each would only wait for each other.
    alone = {**environment(), "OPENBLAS_NUM_THREADS": "1"}
    code = subprocess.call(command, cwd=ROOT, env=alone)
    say(f"tests ended with exit code {code}")
    return code


def main(arguments):
    """Dispatch one of the two commands; return the exit code."""
    commands = {"demo": demo, "test": test}
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"Passerelle needs Python 3.11 or newer; this is {found}.", file=sys.stderr)
        return CANNOT_INSTALL
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if arguments else 2
    if arguments[0] not in commands:
        print(f"There is no command {arguments[0]!r}; try: python3 run.py --help", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except CannotSetUp as reason:
        print(f"\n{reason}", file=sys.stderr)
        return CANNOT_INSTALL
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
