"""Key-encryption keys: make, hold apart, rotate, retire; custodians and their shares."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.output import fail, opened_runtime, print_json

if TYPE_CHECKING:
    from api.runtime import Runtime
    from privacy.keys import KeyRing

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Key-encryption keys: make, hold apart, rotate, retire, share among custodians.",
)
Custodians = Annotated[
    list[str] | None,
    typer.Option(
        "--custodian", help="Public line of a custodian, or a file that holds it; three times."
    ),
]
Shares = Annotated[
    Path | None, typer.Option("--shares", help="Folder in which the three shares are replaced.")
]


@app.callback()
def main() -> None:
    """Keep the file apart from the databases, and a copy of it where only custodians reach."""


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="Where to write it; must not exist yet.")],
) -> None:
    """Make a new key file, readable by its owner only; an existing file is never touched.

    Example: python -m api keys new .passerelle/secrets/key_encryption_keys
    """
    from api.runtime import create_key_file

    try:
        create_key_file(file)
    except FileExistsError:
        raise fail("That file exists; nothing was changed.") from None
    typer.echo("made; whoever loses it loses every sealed field, whoever has it can open them")


@app.command("status")
def status() -> None:
    """Say which epochs are live and how many wrapped keys are under each.

    Example: python -m api keys status
    """
    from api.services.keys.describe_keys import describe_keys

    with opened_runtime(retain=False) as runtime:
        print_json(describe_keys(runtime))


@app.command("serve")
def serve(
    socket: Annotated[Path, typer.Option(help="Where to make the socket.")],
    allow: Annotated[
        list[str] | None,
        typer.Option(help="Account that may ask, beside none; by default one's own."),
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Group that may reach the socket, beside its owner.")
    ] = None,
    most_a_minute: Annotated[
        int, typer.Option(min=1, help="Keys handed out in one minute at most.")
    ] = 200_000,
) -> None:
    """Hold the keys in this process, so that web workers never do; runs until it is stopped.

    Web workers find it by PASSERELLE_KEY_SOCKET and need no key file then.

    Example: python -m api keys serve --socket /run/passerelle/keys.sock
    """
    from api.key_process.running import UnknownAccount, run_key_process
    from api.settings import read_settings

    try:
        run_key_process(
            socket,
            read_settings().resolved_key_file(),
            allowed=allow or (),
            group=group,
            most=most_a_minute,
            ready=lambda: typer.echo("holding the keys"),
        )
    except UnknownAccount as error:
        raise fail(f"There is no account or group {error}.") from None
    except FileExistsError:
        raise fail("Another key process answers at that socket; nothing was changed.") from None


@app.command("answering")
def answering(
    socket: Annotated[Path, typer.Option(help="Socket of the key process.")],
) -> None:
    """Say whether a key process answers at a socket; exit code 1 if not.

    Example: python -m api keys answering --socket /run/passerelle/keys.sock
    """
    from api.key_process.client import KeyProcess

    process = KeyProcess(socket)
    try:
        print_json(process.counts())
    finally:
        process.close()


@app.command("rotate")
def rotate(custodian: Custodians = None, shares: Shares = None) -> None:
    """Begin a new epoch and move every wrapped key to it, while the service goes on.

    Interrupted, running it again goes on. With --custodian and --shares the custodians' shares
    are replaced before anything is wrapped anew.

    Example: python -m api keys rotate
    """
    with _holding_keys() as (runtime, file):
        _rotate(runtime, file, custodian, shares)


@app.command("retire")
def retire(custodian: Custodians = None, shares: Shares = None) -> None:
    """Destroy the key of the epoch that is over; older copies of *keys* then open nothing.

    Every wrapped key is opened first, and nothing may be left under the old epoch.

    Example: python -m api keys retire
    """
    with _holding_keys() as (runtime, file):
        _retire(runtime, file, custodian, shares)


@app.command("weekly")
def weekly(custodian: Custodians = None, shares: Shares = None) -> None:
    """Rotate, then retire: what a timer calls once a week. Back *keys* up right after it.

    Example: python -m api keys weekly --custodian A --custodian B --custodian C --shares FOLDER
    """
    with _holding_keys() as (runtime, file):
        _rotate(runtime, file, custodian, shares)
        _retire(runtime, file, custodian, shares)


@app.command("verify")
def verify() -> None:
    """Open every wrapped key, and hold every sealed row against the log; exit code 1 if not.

    Example: python -m api keys verify
    """
    from api.services.keys.verify_keys import verify_keys

    with opened_runtime(retain=False) as runtime:
        found = verify_keys(runtime)
    print_json(
        {
            "ok": found.ok,
            "opened": found.opened,
            "broken": found.broken,
            "rows_put_back": found.older,
            "rows_past_the_log": found.unlogged,
            "not_sealed": found.unsealed,
        }
    )
    if not found.ok:
        raise typer.Exit(1)


@app.command("renew")
def renew(
    handle: Annotated[
        str | None, typer.Option(help="Reference of a person, as coordinators see it.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="All people.")] = False,
) -> None:
    """Give one person, or everybody, a new data key, and seal everything of theirs anew.

    Example: python -m api keys renew --everybody
    """
    from api.services.keys.renew_person_keys import renew_everybody, renew_key_of

    if (handle is None) is not everybody:
        raise typer.BadParameter("say either --handle or --everybody")
    with opened_runtime(retain=False) as runtime:
        if handle is None:
            print_json({"people": renew_everybody(runtime)})
        else:
            print_json({"version": renew_key_of(runtime, handle)})


@app.command("custodian")
def custodian_(
    file: Annotated[Path, typer.Argument(help="Where to write it; must not exist yet.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File of one line; asked for when not given.")
    ] = None,
) -> None:
    """Make a custodian's file, closed with her passphrase, and print her public line.

    She keeps the file and the passphrase; the line is for `keys split` and is no secret.

    Example: python -m api keys custodian amina.custodian
    """
    from api.errors import Invalid
    from api.services.keys.share_keys import make_custodian

    if file.exists():
        raise fail("That file exists; nothing was changed.")
    try:
        line = make_custodian(file, _passphrase(file, passphrase_file, again=True))
    except Invalid:
        raise fail(
            "This passphrase is easy to guess: take five words, or 15 signs. Nothing was made."
        ) from None
    typer.echo(line)


@app.command("split")
def split(custodian: Custodians = None, shares: Shares = None) -> None:
    """Write three shares of the key file; any two custodians can bring it back.

    Shares of before are replaced: those kept elsewhere have to be replaced too.

    Example: python -m api keys split --custodian A --custodian B --custodian C --shares FOLDER
    """
    from api.runtime import read_key_ring
    from api.settings import read_settings

    keep = keeper(custodian, shares)
    if keep is None:
        raise typer.BadParameter("say --custodian three times, and --shares")
    keep(read_key_ring(read_settings().resolved_key_file()))


@app.command("recover")
def recover(
    share: Annotated[Path, typer.Option(help="A share of one of the two custodians.")],
    custodian: Annotated[list[Path], typer.Option(help="File of a custodian; twice.")],
    to: Annotated[Path, typer.Option(help="Where the key file goes; must not exist yet.")],
    passphrase_file: Annotated[
        list[Path] | None,
        typer.Option(help="File of one line for each custodian, in order; asked for otherwise."),
    ] = None,
) -> None:
    """Bring the key file back with two custodians.

    Example: python -m api keys recover --share share-1 --custodian amina.custodian
    --custodian boris.custodian --to key_encryption_keys
    """
    from api.services.keys.share_keys import recover_key_file

    given: list[Path | None] = [*(passphrase_file or [])] or [None for _ in custodian]
    if len(given) != len(custodian):
        raise typer.BadParameter("as many passphrase files as custodians")
    if to.exists():
        raise fail("That file exists; nothing was changed.")
    opened = [
        (file, _passphrase(file, words)) for file, words in zip(custodian, given, strict=True)
    ]
    found = recover_key_file(share, opened, to)
    typer.echo(f"the key file is back, with epochs {', '.join(map(str, found.epochs))}")


@contextmanager
def _holding_keys() -> Iterator[tuple["Runtime", Path]]:
    from api.settings import read_settings

    settings = read_settings().model_copy(update={"key_socket": None})
    if not settings.resolved_key_file().exists():
        raise fail("There is no key file here; run this where it is, as the account that owns it.")
    with opened_runtime(settings=settings, retain=False) as runtime:
        yield runtime, settings.resolved_key_file()


def _rotate(
    runtime: "Runtime", file: Path, custodian: list[str] | None, shares: Path | None
) -> None:
    from api.services.keys.rotate_keys import rotate_keys

    keep = keeper(custodian, shares)
    done = rotate_keys(runtime, file, keep=keep or (lambda _: None))
    print_json({"epoch": done.epoch, "leaving": done.leaving, "moved": done.moved})
    if keep is None:
        typer.echo("no shares were replaced: copies of the key file are now out of date", err=True)


def _retire(
    runtime: "Runtime", file: Path, custodian: list[str] | None, shares: Path | None
) -> None:
    from api.services.keys.retire_epoch import retire_epoch

    done = retire_epoch(runtime, file, keep=keeper(custodian, shares) or (lambda _: None))
    print_json({"destroyed": list(done.epochs), "opened": done.opened})


def keeper(custodian: list[str] | None, shares: Path | None) -> "Callable[[KeyRing], None] | None":
    """Give what replaces the custodians' shares, or ``None`` when nobody was named."""
    if not custodian and shares is None:
        return None
    if not custodian or shares is None:
        raise typer.BadParameter("--custodian and --shares belong together")
    from api.services.keys.share_keys import public_key, write_shares

    publics = [public_key(each) for each in custodian]

    def keep(ring: "KeyRing") -> None:
        for path in write_shares(ring, publics, shares):
            typer.echo(f"share {path}", err=True)

    return keep


def _passphrase(file: Path, words: Path | None, *, again: bool = False) -> str:
    from api.runtime import read_password

    if words is not None:
        return read_password(words)
    asked: str = typer.prompt(
        f"Passphrase of {file.name}", hide_input=True, confirmation_prompt=again, err=True
    )
    return asked
