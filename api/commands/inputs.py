"""What is typed on the command line, checked; wrong input ends with exit code 2."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import re

import typer

RELEASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def language(value: str) -> str:
    """Check the language of a file or of phrases."""
    from api.inputs.base import check_language

    try:
        return check_language(value)
    except ValueError:
        raise typer.BadParameter("not a language tag such as fr or ar-EG") from None


def country(value: str) -> str:
    """Check a country."""
    from api.inputs.base import check_country

    try:
        return check_country(value)
    except ValueError:
        raise typer.BadParameter("not an ISO 3166-1 country code such as EG") from None


def screen_language(value: str) -> str:
    """Check the language labels and reasons are shown in."""
    from api.languages import OFFERED

    if value not in OFFERED:
        raise typer.BadParameter(f"one of {', '.join(OFFERED)}")
    return value


def release_name(value: str) -> str:
    """Check the name a release shall have."""
    from api.services.installation.prepare_installation import STARTER

    if not RELEASE_NAME.fullmatch(value):
        raise typer.BadParameter("letters, digits, dots, hyphens; at most 64")
    if value == STARTER:
        raise typer.BadParameter("that is the name of the vocabulary that is always there")
    return value
