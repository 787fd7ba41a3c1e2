"""How long linking takes: `python -m tests.benchmarks.linking --data FOLDER [--keep FOLDER]`.

FOLDER holds ``esco/*.zip``, read as one release; the second one, a temporary folder if not
given, takes the prepared files, so that a second run need not make them again. Skills are
phrases taken evenly from the labels in a language; figures are of the processor, of one
thread. Prepared files are made and loaded in processes of their own, so that memory is that
of a start that finds its files: whole at the end, and what the index and its linker added.
A machine shared with other work counts more seconds for the same: beside them stands how many
times a fixed loop, run just before, the phrases take.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import process_time

import numpy as np

from data.linking_files import LinkingFiles
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, Linker
from tests.quality.linking_data import prepared_files

LANGUAGES = ("en", "fr", "de")
PHRASES = 1_000
ONE_BY_ONE = 200
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def measure(source: LinkingFiles, skills: bool, language: str) -> None:
    """Print the figures of one family and language."""
    before = _memory()
    began = process_time()
    kinds = SKILLS if skills else OCCUPATIONS_AND_GROUPS
    linker = Linker(source, kinds)
    linker.prepare(language)
    loaded = process_time() - began
    texts = source(kinds, language).entries.texts
    phrases = [texts[at] for at in np.linspace(0, len(texts) - 1, PHRASES).astype(int).tolist()]
    linker.link(phrases[:16], language)
    loop = _fixed_loop()
    began = process_time()
    linker.link(phrases, language)
    together = process_time() - began
    single = []
    for phrase in phrases[:: PHRASES // ONE_BY_ONE]:
        began = process_time()
        linker.link([phrase], language)
        single.append(1000 * (process_time() - began))
    sys.stdout.write(
        f"{'skills' if skills else 'occupations':<12}{language:<4}{len(texts):>8} labels, loaded "
        f"in {loaded:.2f} s, {_memory():.0f} MiB (+{_memory() - before:.0f}); "
        f"{PHRASES} phrases {together:.2f} s, {together / loop:.1f} loops of {loop:.3f} s; "
        f"one: median {median(single):.1f} ms, "
        f"nineteen in twenty below {quantiles(single, n=20)[-1]:.1f} ms\n"
    )


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How long linking takes.")
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/")
    parser.add_argument("--keep", type=Path, help="where prepared files are kept")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.only:
        family, language = asked.only.split("-")
        source = prepared_files(asked.data, asked.keep)
        if asked.prepare:
            source(SKILLS if family == "skills" else OCCUPATIONS_AND_GROUPS, language)
        else:
            measure(source, family == "skills", language)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        keep = asked.keep or Path(temporary)
        for family in ("skills", "occupations"):
            for language in LANGUAGES:
                again = [sys.executable, "-m", "tests.benchmarks.linking", "--data", asked.data]
                again += ["--keep", keep, "--only", f"{family}-{language}"]
                subprocess.run([*again, "--prepare"], check=True)
                subprocess.run(again, check=True, env=ONE_THREAD)
    return 0


def _fixed_loop() -> float:
    """Give the seconds of the processor a fixed piece of work takes, in Python and in NumPy."""
    began = process_time()
    total = 0
    for each in range(2_000_000):
        total += each * each % 7
    numbers = np.arange(300_000, dtype=np.float64)
    for _ in range(60):
        numbers = np.sqrt(numbers * numbers + 1)
    return process_time() - began


def _memory() -> float:
    """Give the greatest memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
