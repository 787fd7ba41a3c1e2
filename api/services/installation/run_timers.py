"""Do what has to be done again and again: checkpoints, retention, new key-encryption keys.

Rules:

- A job is due when its time has passed since it last went well; one that failed is tried
  again after five minutes, or after its own time if that is shorter. The others go on.
- What was done, and when, stands in a file beside the service's own, so that a health check
  can tell without asking anybody; it names jobs and times, and codes of what went wrong.
- Keys are wrapped anew by what the database says about the present epoch, not by that file:
  a machine that starts again and again does not rotate again and again. An interrupted
  rotation is ended first.

What it does not do: wait, or back anything up.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from api.context import open_context
from api.errors import ServiceError
from api.runtime import Runtime, SecretUnsafe
from api.services.keys.retire_epoch import retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from api.services.log.make_checkpoint import make_checkpoint
from api.services.people.apply_retention import apply_retention
from data.errors import DataError
from data.repositories.epochs import Epochs
from privacy.errors import PrivacyError
from privacy.keys import KeyRing
from privacy.policy import SYSTEM

TRY_AGAIN = timedelta(minutes=5)
STATE_FILE = "timers.json"
GRACE = timedelta(minutes=10)
"""How much later than twice its time a job may be before it counts as not done."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every so often; ``run`` gives what it did, in numbers and codes."""

    name: str
    every: timedelta
    run: Callable[[], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class JobState:
    """When a job was last tried, when it last went well, and what went wrong since."""

    every_seconds: float
    tried_at: str
    done_at: str | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """One job that was due: what it did, or the code of what went wrong."""

    job: str
    did: Mapping[str, object]
    fault: str | None


def checkpoint_job(runtime: Runtime, every: timedelta) -> Job:
    """Sign the log and write the checkpoint where the settings say."""

    def run() -> Mapping[str, object]:
        with open_context(runtime, actor=SYSTEM) as context:
            made = make_checkpoint(context)
            context.commit()
        return {"entries": made.size}

    return Job("checkpoint", every, run)


def retention_job(runtime: Runtime, every: timedelta) -> Job:
    """Let go of what is past its time."""
    return Job("retention", every, lambda: asdict(apply_retention(runtime)))


def rewrap_job(
    runtime: Runtime, file: Path, every: timedelta, keep: Callable[[KeyRing], None]
) -> Job:
    """Wrap every key anew once the present epoch is old enough, and destroy the one before.

    Args:
        runtime: With the keys themselves, not those of a key process.
        file: The key file.
        every: How old an epoch gets.
        keep: Called with the ring when the custodians' shares have to be replaced.
    """

    def run() -> Mapping[str, object]:
        with open_context(runtime, reading=True) as context:
            epochs = Epochs(context.work, runtime.key_ring, context.now)
            live = epochs.listed()
            newest = max((each.since for each in live), default=None)
            young = newest is not None and context.now - newest < every
            if young and len(live) == 1:
                return {"epoch": live[0].number, "moved": 0}
        moved = rotate_keys(runtime, file, keep=keep)
        gone = retire_epoch(runtime, file, keep=keep)
        return {"epoch": moved.epoch, "moved": moved.moved, "destroyed": list(gone.epochs)}

    return Job("rewrap", min(every, timedelta(hours=1)), run)


def run_due(jobs: Sequence[Job], file: Path, now: datetime) -> tuple[Done, ...]:
    """Do every job that is due, and write down what came of it.

    Args:
        jobs: All jobs of this process.
        file: Where it is written down.
        now: The moment of this round.
    """
    known = read_state(file)
    done = []
    for job in jobs:
        before = known.get(job.name)
        if before is not None and not _is_due(job, before, now):
            continue
        did, fault = _run(job)
        done.append(Done(job.name, did, fault))
        went_well = now.isoformat() if fault is None else (before.done_at if before else None)
        known[job.name] = JobState(job.every.total_seconds(), now.isoformat(), went_well, fault)
        _write(file, known)
    return tuple(done)


def seconds_to_next(jobs: Sequence[Job], file: Path, now: datetime) -> float:
    """Give how long nothing is due."""
    known = read_state(file)
    waits = [_next(job, known[job.name]) - now for job in jobs if job.name in known]
    return max(0.0, min((wait.total_seconds() for wait in waits), default=0.0))


def late_jobs(file: Path, now: datetime) -> tuple[str, ...]:
    """Name the jobs that did not go well in time; nothing written down yet is ``timers``."""
    known = read_state(file)
    if not known:
        return ("timers",)
    return tuple(
        name
        for name, state in sorted(known.items())
        if state.done_at is None
        or now - datetime.fromisoformat(state.done_at)
        > 2 * timedelta(seconds=state.every_seconds) + GRACE
    )


def read_state(file: Path) -> dict[str, JobState]:
    """Read what is written down; what cannot be read counts as nothing."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {name: JobState(**state) for name, state in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _run(job: Job) -> tuple[Mapping[str, object], str | None]:
    try:
        return job.run(), None
    except (ServiceError, DataError) as error:
        return {}, error.code
    except (PrivacyError, SecretUnsafe, SQLAlchemyError, OSError) as error:
        return {}, type(error).__name__


def _is_due(job: Job, state: JobState, now: datetime) -> bool:
    return now >= _next(job, state)


def _next(job: Job, state: JobState) -> datetime:
    tried = datetime.fromisoformat(state.tried_at)
    return tried + (job.every if state.fault is None else min(job.every, TRY_AGAIN))


def _write(file: Path, known: Mapping[str, JobState]) -> None:
    draft = file.with_name(f"{file.name}.next")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump({name: asdict(state) for name, state in known.items()}, out)
    draft.replace(file)
