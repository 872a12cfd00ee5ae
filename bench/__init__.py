"""What Wireroom costs, measured beside its bars."""
