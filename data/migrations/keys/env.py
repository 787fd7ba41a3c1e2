"""Run the revisions of *keys* on the connection data.migrations gives."""

from alembic import context

from data.migrations.running import run
from data.models import KEYS

run(context, KEYS)
