"""An import that is interrupted anywhere leaves the installation as it was.

The import runs in a process forked from one that has everything loaded, so that many
interruptions cost little; the delays are drawn anew in every run.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.api.commands.command_line import ROOT, CommandLine, write_release

KILLS = 6
DRIVER = """
import json, os, secrets, signal, sys, time
import api.commands.faults
import api.services.installation.import_taxonomy
import api.services.installation.prepare_installation
from api.commands import app
from api.commands.logs import set_up_logs
from api.commands.output import run

set_up_logs()
folder, kills = sys.argv[1], int(sys.argv[2])

def begin(name):
    # The parent goes on as soon as the command has begun: nothing is sent to a process that
    # is not yet where interruptions are looked for.
    begun, tell = os.pipe()
    child = os.fork()
    if child == 0:
        def command(*given, **more):
            os.write(tell, b".")
            return app(*given, **more)

        os._exit(run(command, ["taxonomy", "import", folder, "--release", name]))
    assert os.read(begun, 1) == b"."
    os.close(begun)
    os.close(tell)
    return child

def end(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

assert end(begin("whole")) == 0
began = time.monotonic()
assert end(begin("again")) == 0
took = time.monotonic() - began
codes = {}
for number in range(kills):
    sent = signal.SIGKILL if number % 2 else signal.SIGINT
    child = begin(f"half-{number}")
    if number + 1 < kills:  # the last at once: it cannot have ended, however fast the machine
        time.sleep(took * secrets.randbelow(900) / 1000)
    os.kill(child, sent)
    codes[f"half-{number}"] = end(child)
print(json.dumps(codes))
"""


def test_killed_at_any_moment_it_leaves_no_half_release(
    command: CommandLine, tmp_path: Path
) -> None:
    folder = write_release(tmp_path / "esco", skills=1_500)
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(folder), str(KILLS)],
        cwd=ROOT,
        env=command.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    codes = json.loads(done.stdout.splitlines()[-1])
    assert len(codes) == KILLS
    assert set(codes.values()) <= {0, 130, -9}, codes
    assert -9 in codes.values()

    names = {name for (name,) in command.rows("SELECT name FROM taxonomy_release")}
    finished = {name for name, code in codes.items() if code == 0}
    assert finished <= names <= {"test", "whole", "again", *codes}
    for table in ("taxonomy_concept", "taxonomy_label", "taxonomy_relation"):
        counted = command.rows(
            f"SELECT name, count(*) FROM {table} LEFT JOIN taxonomy_release"
            f" ON taxonomy_release.id = {table}.release GROUP BY 1"
        )
        assert {name for name, _ in counted} == names
        sizes = dict(counted)
        assert {sizes[name] for name in names - {"test"}} == {sizes["whole"]}
    again = command("taxonomy", "import", folder, "--release", f"half-{KILLS - 1}")
    assert again.code == 0
    assert "1650 concepts" in again.out
