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
import api.services.import_taxonomy, api.services.prepare_installation, api.commands.faults
from api.commands import app
from api.commands.logs import set_up_logs
from api.commands.output import run

set_up_logs()
folder, kills = sys.argv[1], int(sys.argv[2])

def begin(name):
    child = os.fork()
    if child == 0:
        code = run(app, ["taxonomy", "import", folder, "--release", name])
        os._exit(code)
    return child

def end(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

began = time.monotonic()
codes = [end(begin("whole"))]
took = time.monotonic() - began
for number in range(kills):
    sent = signal.SIGKILL if number % 2 else signal.SIGINT
    child = begin("half")
    time.sleep(took * secrets.randbelow(900) / 1000)
    os.kill(child, sent)
    codes.append(end(child))
print(json.dumps(codes))
"""


def test_killed_at_any_moment_it_leaves_no_half_release(
    command: CommandLine, tmp_path: Path
) -> None:
    folder = write_release(tmp_path / "esco", skills=3_000)
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
    assert codes[0] == 0
    assert set(codes[1:]) <= {0, 130, -9}, codes
    assert -9 in codes

    names = {name for (name,) in command.rows("SELECT name FROM taxonomy_release")}
    finished = 0 in codes[1:]
    assert names == {"test", "whole"} | ({"half"} if finished else set())
    for table in ("taxonomy_concept", "taxonomy_label", "taxonomy_relation"):
        counted = command.rows(
            f"SELECT name, count(*) FROM {table} LEFT JOIN taxonomy_release"
            f" ON taxonomy_release.id = {table}.release GROUP BY 1"
        )
        assert {name for name, _ in counted} == names
        sizes = dict(counted)
        assert sizes.get("half", sizes["whole"]) == sizes["whole"]
    again = command("taxonomy", "import", folder, "--release", "half")
    assert again.code == 0
    assert "3300 concepts" in again.out
