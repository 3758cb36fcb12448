"""Runs the migrations on the connection that `data.database.migrate_database` hands over."""

from alembic import context

from data.audit_models import AuditRow
from data.link_models import ShareLink
from data.models import Base
from data.people.models import Person
from data.submission_models import SubmissionRow
from data.work.models import Action

# Naming every module of models here makes their tables known to the metadata.
METADATA = {model.metadata for model in (Base, ShareLink, Action, Person, AuditRow, SubmissionRow)}.pop()

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
