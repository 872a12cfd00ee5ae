"""Our database engine on SQLite: Django's own, but a file that is gone stays gone."""
