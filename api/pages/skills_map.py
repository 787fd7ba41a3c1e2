"""The skills map for everybody: as a table, as a file for programs, as a picture.

Rules:

- Everything is drawn from one stored release; the three forms say the same.
- The picture carries its text; who cannot see it has the table.
"""

import csv
import io

from fastapi import APIRouter, Request, Response

from api.contexts.public import SkillsMapPage
from api.dependencies import OpenToAll
from api.errors import NotFound
from api.i18n import Translator, translator
from api.pages.map_picture import draw_map
from api.pages.shell import render
from api.placenames import region_name
from api.services.skills_map.release_map import MapView, read_map

router = APIRouter(prefix="/map")
GRID_NAMES = ("origin-country", "origin-region", "host-country")


def column_name(tongue: Translator, column: str) -> str:
    """Name a column in the reader's language."""
    return tongue.text("map.other" if column == "other" else f"sector.{column}")


def row_name(tongue: Translator, code: str, language: str) -> str:
    """Name a country, or a region with its country."""
    if "-" not in code:
        return tongue.country(code)
    return f"{tongue.country(code.partition('-')[0])} – {region_name(code, language)}"


def _described(tongue: Translator, view: MapView | None) -> str:
    return tongue.text("map.picture", day=tongue.day(view.released_on)) if view else ""


def _published(context: OpenToAll, grid: str) -> MapView:
    found = read_map(context, grid)
    if found is None:
        raise NotFound("not_found")
    return found


@router.get("")
def show_map(request: Request, context: OpenToAll, grid: str = GRID_NAMES[0]) -> Response:
    """Show the latest release as a table, with its picture."""
    tongue = translator(context.language)
    found = read_map(context, grid)
    role = context.actor.role if context.actor else None
    page = SkillsMapPage(
        grid=grid,
        grids=GRID_NAMES,
        view=found,
        columns=tuple(column_name(tongue, each) for each in (found.columns if found else ())),
        rows=tuple(
            row_name(tongue, each.code, context.language) for each in (found.rows if found else ())
        ),
        picture=_described(tongue, found),
    )
    return render(request, page, role=role)


@router.get("/table.csv")
def give_table(context: OpenToAll, grid: str = GRID_NAMES[0]) -> Response:
    """Give the latest release for programs: codes, and nothing where a count is withheld."""
    view = _published(context, grid)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["place", *view.columns, "sum_of_shown"])
    for row in view.rows:
        writer.writerow([row.code, *("" if n is None else n for n in row.cells), row.total])
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="skills-{grid}-{view.released_on}.csv"'
        },
    )


@router.get("/picture.svg")
def give_picture(context: OpenToAll, grid: str = GRID_NAMES[0]) -> Response:
    """Give the latest release as a picture with words in the reader's language."""
    view = _published(context, grid)
    tongue = translator(context.language)
    drawing = draw_map(
        title=tongue.text(f"map.grid.{grid}"),
        description=_described(tongue, view),
        columns=[column_name(tongue, each) for each in view.columns],
        rows=[
            (row_name(tongue, row.code, context.language), row.cells, row.total)
            for row in view.rows
        ],
        number=tongue.number,
        direction=tongue.direction,
    )
    return Response(drawing, media_type="image/svg+xml")
