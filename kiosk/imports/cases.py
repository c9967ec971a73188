"""Read a file of another system, check it, apply it as a whole."""
