"""What an editor may want to look at again before a story goes out: pure checks, each in a module of its own."""
