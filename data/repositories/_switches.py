"""Consent rows to and from privacy's values, with their proofs."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from data.models import ConsentEventRow, ConsentSwitchRow, table_of
from privacy.consent import EVENT_LABEL, SWITCH_LABEL, ConsentEvent, ConsentSwitch
from privacy.errors import RowForged, RuleBroken
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId, Purpose

Key = tuple[PersonId, Purpose, PersonalField, str]
"""What a consent is about: person, purpose, field, recipient."""

EVENTS = table_of(ConsentEventRow)
SWITCHES = table_of(ConsentSwitchRow)
_EVENT_PARTS = tuple(one.name for one in fields(ConsentEvent))
_SWITCH_PARTS = tuple(one.name for one in fields(ConsentSwitch))
EVENT_COLUMNS = tuple(EVENTS.c[name] for name in (*_EVENT_PARTS, "mac"))
SWITCH_COLUMNS = tuple(SWITCHES.c[name] for name in (*_SWITCH_PARTS, "mac"))


def event_values(event: ConsentEvent, ring: KeyRing) -> dict[str, Any]:
    """Give the row of an event."""
    values = {name: getattr(event, name) for name in _EVENT_PARTS}
    return {**values, "mac": ring.row_mac(EVENT_LABEL, event.canonical())}


def switch_values(switch: ConsentSwitch, ring: KeyRing) -> dict[str, Any]:
    """Give the row of a switch."""
    values = {name: getattr(switch, name) for name in _SWITCH_PARTS}
    return {**values, "mac": ring.row_mac(SWITCH_LABEL, switch.canonical())}


def event_of(row: Iterable[Any], ring: KeyRing) -> ConsentEvent | None:
    """Read a row of ``EVENT_COLUMNS``; ``None`` when its proof does not hold."""
    *parts, mac = row
    try:
        event = ConsentEvent(**dict(zip(_EVENT_PARTS, parts, strict=True)))
        ring.verify_row(EVENT_LABEL, event.canonical(), mac)
    except (RowForged, RuleBroken):
        return None
    return event


def switch_of(row: Iterable[Any], ring: KeyRing) -> ConsentSwitch | None:
    """Read a row of ``SWITCH_COLUMNS``; ``None`` when its proof does not hold."""
    *parts, mac = row
    switch = ConsentSwitch(*parts)
    try:
        ring.verify_row(SWITCH_LABEL, switch.canonical(), mac)
    except RowForged:
        return None
    return switch


def agreeing(switch: ConsentSwitch, last: Mapping[Key, int]) -> bool:
    """Tell whether a switch may count beside the history.

    Args:
        switch: Proven.
        last: The number of the last event of each consent, as the history in main has it.

    A switch behind the history is an old one put back. One ahead of it counts only when it
    closes: its withdrawal was committed in keys and interrupted before main.
    """
    number = last.get(switch.key, 0)
    return switch.sequence == number or (switch.sequence > number and switch.until is None)
