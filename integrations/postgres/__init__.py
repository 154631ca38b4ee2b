"""The PostgreSQL that is watched: `Postgres` is the adapter, `types` are the facts. It is only ever read."""
