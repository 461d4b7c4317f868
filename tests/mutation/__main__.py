"""Write docs/mutation-score.md: `python -m tests.mutation`, from the root of the repository."""

from .harness import DEFAULT
from .page import PAGE, lines, page, results, scores, total

if __name__ == "__main__":
    found, between = scores(results(DEFAULT)), scores(lines(DEFAULT), first=True)
    PAGE.write_text(page(found, between))
    print("{} of {} mutants of the results killed, {} of {} of the lines".format(*total(found), *total(between)))
