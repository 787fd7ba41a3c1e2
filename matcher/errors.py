"""The errors of the matcher: data, never sentences, never a personal value.

Rules:

- One base class; each error carries a code and the facts a caller needs to react.
- Facts are codes, field names and process-local numbers.

What it does not do: word a message for people (locales do).
"""


class MatcherError(Exception):
    """Base of everything the matcher raises on purpose.

    Attributes:
        code: Stable name of the error, looked up in the locales.
    """

    code = "matcher_error"


class NotEnoughData(MatcherError):
    """Refuse to compare because something needed is absent.

    Attributes:
        fields: Names of the fields to ask for.
    """

    code = "not_enough_data"

    def __init__(self, *fields: str) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class UnknownConcept(MatcherError):
    """Refuse to answer about a concept the active release does not hold.

    Attributes:
        uri: The concept asked for.
    """

    code = "unknown_concept"

    def __init__(self, uri: str) -> None:
        super().__init__(uri)
        self.uri = uri


class NotInIndex(MatcherError):
    """Refuse to answer about a profile or a need the index does not hold.

    Attributes:
        what: ``"slot"`` or ``"need"``.
    """

    code = "not_in_index"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
