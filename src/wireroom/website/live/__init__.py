"""News while a page is open: one stream of server-sent events an open page, one reader of the log a process."""
