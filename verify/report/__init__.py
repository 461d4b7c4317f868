"""Derivations and lemmas as documents: LaTeX, PDF, and files that are whole or absent."""
