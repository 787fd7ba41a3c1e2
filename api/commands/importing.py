"""Import vacancies, profiles and courses from files; a dry run unless told to write."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import inputs
from api.commands.output import opened_runtime
from api.commands.progress import progress

if TYPE_CHECKING:
    from api.services.needs.import_vacancies import ImportReport

MOST_ERRORS = 50

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Import vacancies, profiles and courses; a dry run unless told to write.",
)

File = Annotated[
    Path,
    typer.Argument(
        help="CSV, XLSX, JSON lines or JSON-LD.", exists=True, dir_okay=False, readable=True
    ),
]
Lang = Annotated[
    str,
    typer.Option(help="Language of rows that do not say (BCP 47).", callback=inputs.language),
]
Accept = Annotated[
    bool,
    typer.Option(
        "--accept-proposals",
        help="Let skills read out of words and texts count; they stay flagged as machine's.",
    ),
]
Commit = Annotated[bool, typer.Option("--commit", help="Write; without it nothing is stored.")]


@app.callback()
def main() -> None:
    """Errors name row and column, never what stands there."""


@app.command("vacancies")
def vacancies(
    *,
    file: File,
    organisation: Annotated[str, typer.Option(help="Organisation that posts them.")],
    country: Annotated[
        str,
        typer.Option(help="Its country (ISO 3166-1), used if it is new.", callback=inputs.country),
    ],
    lang: Lang = "en",
    accept_proposals: Accept = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Open new ones at once; else they are drafts.")
    ] = False,
    commit: Commit = False,
) -> None:
    """Import vacancies: CSV, XLSX, JSON lines, or schema.org JobPosting (JSON-LD or a page).

    A vacancy imported before is recognised: unchanged it is left as it is, changed it becomes
    a new revision.

    Example: python -m api import vacancies jobs.csv --organisation Harbour --country EG
    """
    from api.services.needs.import_vacancies import ImportChoices, import_vacancies

    choices = ImportChoices(organisation.strip(), country, lang, accept_proposals, publish, commit)
    if not choices.organisation:
        raise typer.BadParameter("the organisation needs a name")
    with opened_runtime() as runtime, progress() as step:
        report = import_vacancies(runtime, file, file.name, choices, step("linking"))
    _print_report(report, "vacancies", "ask for skills")


@app.command("profiles")
def profiles(
    *,
    file: File,
    lang: Lang = "en",
    accept_proposals: Accept = False,
    accept_from: Annotated[
        float | None,
        typer.Option(
            min=0.5,
            max=1.0,
            help="Accept proposals from this likeness on, though the linker is not sure.",
        ),
    ] = None,
    commit: Commit = False,
    claims: Annotated[
        Path | None,
        typer.Option(help="Write each row's codes to this new file, to be printed and cut up."),
    ] = None,
) -> None:
    """Import profiles people agreed to have kept: CSV, XLSX, JSON lines or JSON Resume.

    Every row needs its own consent columns (consent_store = yes at least). A yes to being
    matched counts only with the day and the notice it was given on (consented_on,
    notice_version). With --claims each person gets an account code and a one-time code, with
    which she makes her profile her own; keep the file from everybody and destroy it after
    printing. "python -m api demo --write-profiles example.jsonl" makes an example.

    Example: python -m api import profiles campaign.xlsx --lang ar
    """
    from api.commands.claims import claim_file
    from api.services.people.import_profiles import ProfileChoices, import_profiles

    accepts = accept_proposals or accept_from is not None
    choices = ProfileChoices(lang, accepts, commit, accept_from)
    with opened_runtime() as runtime, progress() as step:
        if claims is None or not commit:
            report = import_profiles(runtime, file, file.name, choices, step("linking"))
        else:
            with claim_file(claims) as write:
                report = import_profiles(
                    runtime, file, file.name, choices, step("linking"), claims=write
                )
    _print_report(report, "profiles", "state skills")


@app.command("courses")
def courses(
    *,
    file: File,
    organisation: Annotated[str, typer.Option(help="Organisation that gives them.")],
    country: Annotated[
        str,
        typer.Option(help="Its country (ISO 3166-1), used if it is new.", callback=inputs.country),
    ],
    lang: Lang = "en",
    commit: Commit = False,
) -> None:
    """Import courses: CSV, XLSX or JSON lines, one row for each run.

    A row needs title, course_language, starts_on, and what is taught: "teaches" lists skills
    with the level reached, "net mending [2]", or "[3 / 2]" where level 2 must be brought.

    Example: python -m api import courses courses.csv --organisation Centre --country MA --lang fr
    """
    from api.commands.sentences import note_lines, row_line
    from api.services.needs.import_courses import CourseChoices, import_courses

    choices = CourseChoices(organisation.strip(), country, lang, commit)
    if not choices.organisation:
        raise typer.BadParameter("the organisation needs a name")
    with opened_runtime() as runtime:
        report = import_courses(runtime, file, file.name, choices)
    for error in report.errors[:MOST_ERRORS]:
        typer.echo(row_line(error), err=True)
    for line in note_lines(report.notes):
        typer.echo(line, err=True)
    verb = "stored" if report.committed else "nothing stored (dry run; --commit writes)"
    typer.echo(
        f"{report.rows} rows: {report.created} new courses, {report.updated} changed, "
        f"{report.unchanged} unchanged, {len({error.row for error in report.errors})} refused, "
        f"{report.empty} left out (nothing they teach was recognised); {verb}"
    )
    if report.unlinked:
        typer.echo(f"{report.unlinked} taught skills were not recognised and left out", err=True)


def _print_report(report: "ImportReport", what: str, with_skills: str) -> None:
    from api.commands.sentences import note_lines, row_line

    for error in report.errors[:MOST_ERRORS]:
        typer.echo(row_line(error), err=True)
    if len(report.errors) > MOST_ERRORS:
        typer.echo(f"… and {len(report.errors) - MOST_ERRORS} more errors", err=True)
    for double in report.duplicates[:MOST_ERRORS]:
        typer.echo(f"row {double.row}: same as row {double.first_row}, left out", err=True)
    for line in note_lines(report.notes):
        typer.echo(line, err=True)
    verb = "stored" if report.committed else "nothing stored (dry run; --commit writes)"
    typer.echo(
        f"{report.rows} rows: {report.created} new {what}, {report.updated} changed, "
        f"{report.unchanged} unchanged, {len(report.duplicates)} duplicates, "
        f"{len({error.row for error in report.errors})} refused; {verb}"
    )
    typer.echo(
        f"{report.linked_occupations} are linked to an occupation, "
        f"{report.with_requirements} {with_skills}; {report.proposed} skills proposed by "
        f"machine, {report.unlinked} skills in words not linked"
    )
