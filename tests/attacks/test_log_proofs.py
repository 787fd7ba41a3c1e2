"""Whoever rewrites the log, with every right and every key, is found out by what was kept.

Checkpoints, receipts and proofs are checked by the stand-alone script, copied away from the
service and run without it.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.errors import Conflict, Invalid
from api.services.log.make_checkpoint import make_checkpoint, prove_growth, published_keys
from api.services.log.prove_log import export_log, prove_own_log
from api.services.log.verify_audit import verify_audit
from api.services.people.give_receipts import make_receipt, own_receipts
from data.engine import Stores
from data.repositories import AuditLog
from data.repositories.checkpoints import Checkpoints
from privacy import verify
from privacy.audit import GENESIS, AuditAction, ChainProblem, Outcome, chain_entry
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.signing import Signer
from tests.api_world import World, make_world
from tests.attacks.insiders import Row, Stage, set_stage
from tests.stored import IDENTITY

SCRIPT = Path(str(verify.__file__))


@pytest.fixture
def stage(stores: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(stores, ring, tmp_path))


SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def keys_of(world: World) -> list[verify.Key]:
    with world.acting(SYSTEM) as context:
        return verify.read_keys("\n".join(published_keys(context)))


def receipts_of(stage: Stage) -> dict[str, Any]:
    with stage.world.acting(stage.amal.actor) as context:
        return {each.id: make_receipt(context, each.id) for each in own_receipts(context)}


def checkpoint_of(world: World) -> str:
    with world.acting(SYSTEM) as context:
        return make_checkpoint(context).note


def log_of(world: World) -> list[str]:
    with world.acting(SYSTEM) as context:
        return list(export_log(context))


def test_receipts_are_signed_in_the_log_and_without_values(stage: Stage) -> None:
    receipts = receipts_of(stage)
    assert len(receipts) == 2
    keys = keys_of(stage.world)
    numbers = {verify.verify_receipt(receipt, keys)[0] for receipt in receipts.values()}
    assert len(numbers) == 2
    for value in (IDENTITY.full_name, IDENTITY.phone, "cage_farming", stage.amal.id.hex()):
        assert str(value) not in json.dumps(receipts)
    assert stage.amal.log_ref not in json.dumps(receipts)
    assert receipts[stage.grant]["events"][-1]["event_state"] == "given"


def changed(receipt: Mapping[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(receipt))
    inner = copy
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return copy


CHANGES: tuple[tuple[tuple[str | int, ...], Any], ...] = (
    (("created",), "2020-01-01T00:00:00Z"),
    (("processing", 0, "pii_information", 0, "pii_name"), "phone"),
    (("processing", 0, "retention_period"), "P9999D"),
    (("parties", 2, "party_name"), "Another"),
    (("events", 0, "event_state"), "refused"),
    (("log", "sequence"), 3),
    (("log", "hash"), "00" * 32),
    (("log", "path"), []),
    (("proof", "signature"), "AAAA"),
)


@SQLITE
def test_a_receipt_changed_anywhere_is_refused(stage: Stage) -> None:
    receipt, keys = receipts_of(stage)[stage.grant], keys_of(stage.world)
    for path, value in CHANGES:
        forged = changed(receipt, path, value)
        with pytest.raises(verify.NotVerified, match=r"receipt_signature|receipt_form"):
            verify.verify_receipt(forged, keys)


@SQLITE
def test_signed_anew_with_another_key_a_receipt_is_refused(stage: Stage) -> None:
    receipt = receipts_of(stage)[stage.grant]
    with pytest.raises(verify.NotVerified, match="receipt_signature"):
        verify.verify_receipt(receipt, verify.read_keys(_other_key()))


def _other_key() -> str:
    return Signer("passerelle/elsewhere", b"x" * 32).public.text()


def test_her_entries_are_proven_and_nobody_elses_are_in_it(stage: Stage) -> None:
    badr = stage.world.person()
    with stage.world.acting(stage.amal.actor) as context:
        bundle = prove_own_log(context)
        log = AuditLog(context.work, context.runtime.key_ring)
        mine = {row.entry.sequence for row in log.chain() if row.entry.person == stage.amal.log_ref}
    keys = keys_of(stage.world)
    assert verify.verify_entries(bundle, keys) == len(mine) > 5
    assert {each["entry"]["sequence"] for each in bundle["entries"]} == mine
    assert badr.log_ref not in json.dumps(bundle)
    for number in range(len(bundle["entries"])):
        forged = changed(bundle, ("entries", number, "entry", "action"), "contacted")
        with pytest.raises(verify.NotVerified, match="entry_hash"):
            verify.verify_entries(forged, keys)
    moved = changed(bundle, ("entries", 0, "path"), bundle["entries"][1]["path"])
    with pytest.raises(verify.NotVerified, match="not_in_log"):
        verify.verify_entries(moved, keys)


@SQLITE
def test_a_log_given_to_the_wrong_person_would_be_noticed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: nobody asks whose the entries are. All proofs hold; they are not hers alone."""
    badr = stage.world.person()

    def of_everybody(log: AuditLog, _: str) -> Any:
        return [pair for one in (stage.amal, badr) for pair in proven(log, one.log_ref)]

    proven = AuditLog.proven_of_person
    monkeypatch.setattr(AuditLog, "proven_of_person", of_everybody)
    with stage.world.acting(stage.amal.actor) as context:
        bundle = prove_own_log(context)
    assert verify.verify_entries(bundle, keys_of(stage.world)) == len(bundle["entries"])
    assert badr.log_ref in json.dumps(bundle)


@SQLITE
def test_what_is_no_proof_is_refused_with_the_one_error(stage: Stage) -> None:
    """Every value of a receipt, a bundle and a checkpoint replaced by what does not belong."""
    keys, note = keys_of(stage.world), checkpoint_of(stage.world)
    with stage.world.acting(stage.amal.actor) as context:
        bundle = prove_own_log(context)
    bundle["entries"] = bundle["entries"][:1]
    receipt = receipts_of(stage)[stage.grant]
    tried, taken = 0, list[Any]()
    for whole, check in ((receipt, verify.verify_receipt), (bundle, verify.verify_entries)):
        for place, forged in spoilt(whole):
            tried += 1
            try:
                check(forged, keys)
            except verify.NotVerified:
                continue
            taken.append(place)
    assert taken == []
    for cut in range(len(note) - 1):
        with pytest.raises(verify.NotVerified):
            verify.read_checkpoint(note[:cut], keys)
    assert tried > 100


def test_a_parser_that_trusts_the_form_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The break: parts taken without asking of which kind they are."""
    monkeypatch.setattr(verify, "_part", lambda value, name, *_: value[name])
    with pytest.raises(KeyError):
        verify.verify_entries({}, [])


STRANGE: tuple[Any, ...] = (None, -1, 2**70, 1.5, "", "\ud800", [], {}, True)


def spoilt(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give the value once for each of its parts, that part missing or something strange."""
    if isinstance(value, dict):
        for name, part in value.items():
            inner = (*place, name)
            if name not in UNREAD:
                if part is not None:  # what is not there says the same as null
                    yield inner, {key: each for key, each in value.items() if key != name}
                for where, other in spoilt(part, inner):
                    yield where, {**value, name: other}
    elif isinstance(value, list) and value:
        for where, other in spoilt(value[0], place):
            yield where, [other, *value[1:]]
    else:
        number = len(str(value)) % len(STRANGE)
        yield place, STRANGE[number] if STRANGE[number] != value else "strange"


UNREAD = frozenset({"format", "keys", "key", "type"})
"""Parts of a bundle that are for people: whoever checks brings keys of her own."""


@SQLITE
def test_many_entries_are_proven_over_whole_tiles(stage: Stage) -> None:
    """More than two tiles of 256, so proofs rest on kept hashes as well as on entries."""
    for _ in range(3):
        with stage.world.acting(SYSTEM) as context:
            log = AuditLog(context.work, context.runtime.key_ring)
            for _ in range(180):
                log.append(AuditAction.COUNTED, SYSTEM, context.now)
        checkpoint_of(stage.world)
    keys = keys_of(stage.world)
    with stage.world.acting(stage.amal.actor) as context:
        bundle = prove_own_log(context)
    assert verify.verify_entries(bundle, keys) > 5
    with stage.world.acting(SYSTEM) as context:
        checkpoints = Checkpoints(context.work, context.runtime.key_ring)
        assert len(checkpoints._tiles()) == 2
        head = checkpoints.latest()
        assert head is not None
        assert checkpoints.tree(tiles=False).root(head.size) == head.root


# --- everything remade, with every key of the installation ---


Remake = Callable[[list[Any]], list[Any]]


def without_one(rows: list[Any]) -> list[Any]:
    return [*rows[:5], *rows[6:]]


def with_one_edited(rows: list[Any]) -> list[Any]:
    return [*rows[:5], replace(rows[5], outcome=Outcome.FAILED), *rows[6:]]


def with_one_added(rows: list[Any]) -> list[Any]:
    return [*rows[:5], rows[4], *rows[5:]]


def with_two_exchanged(rows: list[Any]) -> list[Any]:
    return [*rows[:5], rows[6], rows[5], *rows[7:]]


def without_the_tail(rows: list[Any]) -> list[Any]:
    return rows[:-3]


REMAKES = (
    without_one,
    with_one_edited,
    with_one_added,
    with_two_exchanged,
    without_the_tail,
)


def remake(stage: Stage, change: Remake) -> None:
    """Rewrite the log with the key file in hand: hashes, seals, anchor, tiles, checkpoints."""
    insider, ring = stage.insider, stage.world.runtime.key_ring
    with stage.world.acting(SYSTEM) as context:
        entries = [row.entry for row in AuditLog(context.work, ring).chain()]
    rows: list[Row] = sorted(
        insider.rows("main", "audit_entry"), key=lambda row: int(row["sequence"])
    )
    for table in ("audit_entry", "audit_tile", "audit_checkpoint"):
        insider.write("main", f"DELETE FROM {table}")
    insider.write("keys", "DELETE FROM audit_anchor")
    head = GENESIS
    for number, entry in enumerate(change(entries), 1):
        chained = chain_entry(head, replace(entry, sequence=number), ring)
        head = chained.hash
        base = next(row for row in rows if row["sequence"] == entry.sequence)
        outcome = {"outcome": entry.outcome.value, "sequence": number}
        insider.put("main", "audit_entry", {**base, **outcome, "hash": head, "seal": chained.seal})


@SQLITE
@pytest.mark.parametrize("change", REMAKES, ids=lambda each: str(each.__name__))
def test_a_log_remade_with_every_key_does_not_fit_what_was_kept(
    stage: Stage, change: Remake
) -> None:
    keys = keys_of(stage.world)
    receipt = receipts_of(stage)[stage.grant]
    stage.world.later(days=1)
    stage.read()
    note = checkpoint_of(stage.world)
    assert verify.verify_log(log_of(stage.world), keys, [note], [receipt]) > 10
    remake(stage, change)
    lines = log_of(stage.world)
    assert verify.verify_log(lines, keys) > 10  # sound in itself: nothing in it says otherwise
    with stage.world.acting(SYSTEM) as context:
        assert verify_audit(context).ok
    with pytest.raises(verify.NotVerified, match=r"rewritten|cut_off"):
        verify.verify_log(lines, keys, [note])
    if change is not without_the_tail:  # the receipt was made before the tail
        with pytest.raises(verify.NotVerified, match=r"rewritten|cut_off"):
            verify.verify_log(lines, keys, [], [receipt])
    with stage.world.acting(SYSTEM) as context:
        found = verify_audit(context, note=note)
    assert found.problem in {ChainProblem.REWRITTEN, ChainProblem.CUT_OFF}
    with pytest.raises(Conflict, match="log_rewritten"), stage.world.acting(SYSTEM) as context:
        prove_growth(context, note)


@SQLITE
def test_nothing_is_signed_over_a_log_that_was_changed(stage: Stage) -> None:
    """The databases alone cannot make the service sign two stories."""
    checkpoint_of(stage.world)
    row = stage.insider.rows("main", "audit_entry", sequence=4)[0]
    stage.insider.put("main", "audit_entry", row, hash=b"h" * 32)
    with pytest.raises(Conflict, match="log_rewritten"):
        checkpoint_of(stage.world)
    with pytest.raises(Conflict, match="log_rewritten"):
        receipts_of(stage)
    stage.insider.put("main", "audit_entry", row)
    assert checkpoint_of(stage.world)


@SQLITE
def test_a_checkpoint_of_somebody_elses_making_is_none(stage: Stage) -> None:
    note = checkpoint_of(stage.world)
    (row,) = stage.insider.rows("main", "audit_checkpoint")
    stage.insider.put("main", "audit_checkpoint", row, key=_other_key())
    assert verify.read_keys(_other_key())[0] not in keys_of(stage.world)
    with (
        pytest.raises(Invalid, match="checkpoint_signature"),
        stage.world.acting(SYSTEM) as context,
    ):
        verify_audit(context, note=note.replace("\n1", "\n2", 1))
    with pytest.raises(Invalid, match="checkpoint_form"), stage.world.acting(SYSTEM) as context:
        verify_audit(context, note="yesterday it was whole")


@SQLITE
def test_a_longer_log_is_proven_to_go_on_from_a_checkpoint(stage: Stage) -> None:
    keys = keys_of(stage.world)
    old = checkpoint_of(stage.world)
    stage.read()
    with stage.world.acting(SYSTEM) as context:
        grown = prove_growth(context, old)
    before, size = verify.verify_growth(old, grown.note, list(grown.proof), keys)
    assert before < size
    with pytest.raises(verify.NotVerified, match="rewritten"):
        verify.verify_growth(old, grown.note, list(grown.proof[:-1]), keys)


@SQLITE
def test_checkpoints_are_appended_where_the_settings_say(stage: Stage, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere.txt"
    settings = stage.world.runtime.settings.model_copy(update={"checkpoint_file": kept})
    stage.world.runtime.settings = settings
    notes = [checkpoint_of(stage.world)]
    stage.read()
    notes.append(checkpoint_of(stage.world))
    assert kept.read_text(encoding="utf-8") == "".join(f"{note}\n" for note in notes)
    kept.unlink()
    kept.mkdir()
    with pytest.raises(OSError, match="directory"):
        checkpoint_of(stage.world)


@SQLITE
def test_the_script_runs_alone(stage: Stage, tmp_path: Path) -> None:
    """Copied elsewhere, without the checkout on its path, it checks and it refuses."""
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(SCRIPT, alone / "verify.py")
    with stage.world.acting(SYSTEM) as context:
        key = published_keys(context)[0]
    receipt = receipts_of(stage)[stage.grant]
    with stage.world.acting(stage.amal.actor) as context:
        bundle = prove_own_log(context)
    note = checkpoint_of(stage.world)
    stage.read()
    with stage.world.acting(SYSTEM) as context:
        grown = prove_growth(context, note)
    lines = log_of(stage.world)
    files = {
        "receipt.json": json.dumps(receipt, ensure_ascii=False, indent=1),
        "entries.json": json.dumps(bundle),
        "log.jsonl": "\n".join(lines),
        "short.jsonl": "\n".join(lines[:9]),
        "old.txt": note,
        "new.txt": grown.note,
        "proof.json": json.dumps(grown.proof),
        "key.txt": key,
    }
    for name, text in files.items():
        (alone / name).write_text(text, encoding="utf-8")
    log = ["log", "log.jsonl", "--checkpoint", "old.txt", "--receipt", "receipt.json"]
    for arguments, code, told in (
        (["receipt", "receipt.json"], 0, "verified: signed, and entry"),
        (["entries", "entries.json"], 0, "entries of the log"),
        (log, 0, "none missing"),
        (["grown", "old.txt", "new.txt", "proof.json"], 0, "go on from"),
        (["log", "short.jsonl", "--checkpoint", "old.txt"], 1, "NOT VERIFIED: cut_off"),
        (["entries", "receipt.json"], 1, "NOT VERIFIED: proof_form"),
        (["receipt", "nowhere.json"], 1, "NOT VERIFIED: a file cannot be read"),
    ):
        done = subprocess.run(
            [sys.executable, "-I", "verify.py", *arguments, "--key", "key.txt"],
            cwd=alone,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, ""), done.stdout
        assert told in done.stdout
