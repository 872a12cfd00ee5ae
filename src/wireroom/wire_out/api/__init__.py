"""The pull API: what clients' systems fetch, search and acknowledge, under /wire/api/v1/."""
