"""Papers, a file or a folder each, and the catalogue of what they claim and derive."""
