"""Every change of the schema, as Alembic versions."""
