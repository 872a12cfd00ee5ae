"""Clients that wait for news: a small task for each, one look at the log for all, no thread held by anybody."""
