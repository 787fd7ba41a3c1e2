"""How the loader says that a demonstration file is wrong.

What it does not do: word anything for people; only developers meet these errors.
"""

from enum import StrEnum

from data.errors import DataError


class DemoFault(StrEnum):
    """What is wrong with a value."""

    NOT_YAML = "not_yaml"
    NOT_A_LIST = "not_a_list"
    NOT_A_MAPPING = "not_a_mapping"
    NAMED_TWICE = "named_twice"
    UNKNOWN_KEY = "unknown_key"
    MISSING = "missing"
    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    UNKNOWN_CODE = "unknown_code"
    NOT_A_DAY = "not_a_day"
    NOT_A_YEAR = "not_a_year"
    NOT_A_PERIOD = "not_a_period"
    NOT_A_PLACE = "not_a_place"
    NOT_ASKED = "not_asked"
    UNKNOWN_ORGANISATION = "unknown_organisation"


class DemoFileInvalid(DataError):
    """A demonstration file cannot be read.

    Attributes:
        fault: What is wrong.
        where: File, entry and field, ``people/ict.yaml: chinedu: skills``.
    """

    code = "demo_file_invalid"

    def __init__(self, fault: DemoFault, where: str) -> None:
        super().__init__()
        self.args = (fault.value, where)
        self.fault = fault
        self.where = where
