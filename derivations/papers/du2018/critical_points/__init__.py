"""The critical points of one given teacher: enclosed, located, and compared."""
