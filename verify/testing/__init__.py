"""Claims as tests of other people's code: strategies, comparisons with floats, mutants, the pytest plugin."""
