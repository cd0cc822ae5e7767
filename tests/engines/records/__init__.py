"""The engine of records: tables in and out, entities, what is withdrawn."""
