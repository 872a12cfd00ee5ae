"""What the wire out decides without asking the database."""
