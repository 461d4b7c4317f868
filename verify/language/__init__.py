"""What can be said: terms, the functions in them, statements, and how they are read from Python and SymPy."""
