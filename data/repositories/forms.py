"""Form tokens: each submitted form counts once."""

from datetime import datetime

from sqlalchemy import delete

from data.engine import UnitOfWork
from data.models import FormTokenRow, table_of

_TOKEN = table_of(FormTokenRow)


class FormTokens:
    """Remembers which form tokens were used, so a replayed form does nothing twice."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def claim(self, digest: bytes, expires_at: datetime) -> bool:
        """Use a token up, in this transaction; ``False`` when it was used before."""
        self._uow.require_writing()
        if self._uow.main.get(FormTokenRow, digest) is not None:
            return False
        self._uow.main.add(FormTokenRow(digest=digest, expires_at=expires_at))
        self._uow.main.flush()
        return True

    def delete_expired(self, now: datetime) -> int:
        """Delete what is past its end and give how many there were."""
        self._uow.require_writing()
        result = self._uow.main.connection().execute(
            delete(_TOKEN).where(_TOKEN.c.expires_at <= now)
        )
        return result.rowcount
