"""One file set for SQLite and PostgreSQL; made by `tortoise makemigrations`, read before it is committed."""
