"""Somebody with write access to both databases, and a scene for her to spoil."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Engine, inspect, text

from api.services.disclosures.answer_disclosure import answer_request
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.log.write_out import write_out_disclosed
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.record_consent import own_consents
from data.engine import Stores
from privacy.inventory import PersonalField
from privacy.policy import Actor
from privacy.vocabulary import Purpose
from tests.api_world import World
from tests.stored import IDENTITY, Somebody

NAME, PHONE = PersonalField.FULL_NAME, PersonalField.PHONE
MATCH, SKILLS = Purpose.MATCH, PersonalField.SKILLS
Which = Literal["main", "keys"]
Row = dict[str, Any]


@dataclass
class Insider:
    """Somebody who reads and writes rows behind the service's back."""

    stores: Stores

    def engine(self, which: Which) -> Engine:
        return self.stores.main if which == "main" else self.stores.keys

    def write(self, which: Which, statement: str, **values: Any) -> int:
        with self.stores.begin() as work:
            session = work.main if which == "main" else work.keys
            done = session.connection().execute(text(statement), values)
            work.commit()
        return done.rowcount

    def rows(self, which: Which, table: str, **where: Any) -> list[Row]:
        condition = " AND ".join(f"{name} = :{name}" for name in where) or "1 = 1"
        with self.engine(which).connect() as connection:
            found = connection.execute(text(f"SELECT * FROM {table} WHERE {condition}"), where)
            return [dict(row) for row in found.mappings()]

    def put(self, which: Which, table: str, row: Mapping[str, Any], **changed: Any) -> None:
        """Put a row in the place of the one with the same primary key, or beside the others."""
        values = {**row, **changed}
        key = inspect(self.engine(which)).get_pk_constraint(table)["constrained_columns"]
        same = " AND ".join(f"{name} = :{name}" for name in key)
        parts = ", ".join(f'"{name}" = :{name}' for name in values)
        if self.write(which, f"UPDATE {table} SET {parts} WHERE {same}", **values):
            return
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        self.write(which, f"INSERT INTO {table} ({names}) VALUES ({places})", **values)


@dataclass
class Stage:
    """A person who granted her name to an agency, and an insider."""

    world: World
    insider: Insider
    amal: Somebody
    agency: Actor
    coordinator: Actor
    need: str
    handle: str
    grant: str = ""

    def matched(self) -> int:
        with self.world.acting(self.agency) as context:
            return len(agency_ranking(context, self.need).matches)

    def believed(self) -> bool:
        """Say whether she counts as somebody who agreed to be matched."""
        with self.world.acting(self.amal.actor) as context:
            lines = own_consents(context).lines
        (line,) = [each for each in lines if (each.purpose, each.field) == (MATCH, SKILLS)]
        return line.holds or self.matched() > 0

    def read(self) -> dict[str, Any]:
        with self.world.acting(self.agency) as context:
            shown = write_out_disclosed(read_disclosed(context, self.need, self.handle))
        fields: dict[str, Any] = shown.get("fields", {})
        return fields

    def ask(self, *fields: PersonalField, days: int = 9) -> str:
        until = self.world.clock.now.date() + timedelta(days=days)
        with self.world.acting(self.agency) as context:
            return request_disclosure(context, self.need, self.handle, fields, until).id


def set_stage(world: World) -> Stage:
    amal, agency, coordinator = world.person(), world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need).matches
        shortlist_match(context, need, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need).matches
    insider = Insider(world.runtime.stores)
    stage = Stage(world, insider, amal, agency, coordinator, need, seen.handle)
    request = stage.ask(NAME, PHONE)
    with world.acting(amal.actor) as context:
        stage.grant = answer_request(context, request, [NAME]).id
    assert stage.read() == {"full_name": IDENTITY.full_name}
    return stage
