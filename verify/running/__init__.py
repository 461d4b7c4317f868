"""Where work runs, and what is kept of it: executors, chunks, a cache under digests of code, files written whole."""
