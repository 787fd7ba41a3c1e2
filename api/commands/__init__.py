"""Commands for operators, one file per group.

Rules:

- The files that declare commands import nothing but Typer and the standard library. What a
  command needs is imported when it is called: services bring numpy, scikit-learn, the
  databases and the web with them, and neither ``--help`` nor a container's health check
  must wait for those.
- Standard output carries the answer, standard error everything else.

What it does not do: anything a service does not do.
"""

import typer

from api.commands import (
    accounts,
    allocating,
    audit,
    demo,
    doctor,
    gaps,
    hand_over,
    importing,
    keys,
    matching,
    retention,
    serve,
    skills_map,
    taxonomy,
    timers,
)

app = typer.Typer(
    name="python -m api",
    help="Passerelle: match the skills of migrants, diaspora experts and returnees with what "
    "their countries of origin need, with their consent.",
    epilog="Which installation is meant, environment variables say (docs/operations.md). "
    "Try it: python -m api demo --once",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(serve.migrate)
app.command("doctor")(doctor.doctor)
app.command("retention")(retention.retention)
app.command("gaps")(gaps.gaps)
app.add_typer(accounts.app, name="accounts")
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(importing.app, name="import")
app.add_typer(matching.app, name="match")
app.command("allocate")(allocating.allocate)
app.add_typer(audit.app, name="audit")
app.add_typer(skills_map.app, name="map")
app.add_typer(hand_over.app, name="hand-over")
app.add_typer(keys.app, name="keys")
app.add_typer(timers.app, name="timers")

__all__ = ["app"]
