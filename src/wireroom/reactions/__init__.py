"""What readers give back: ratings, comments, reports of errors."""
