"""Comments: readers talk below a story, the newsroom moderates."""
