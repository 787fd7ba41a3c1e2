"""Run the revisions of *main* on the connection data.migrations gives."""

from alembic import context

from data.migrations.running import run
from data.models import MAIN

run(context, MAIN)
