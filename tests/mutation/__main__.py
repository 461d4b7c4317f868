"""Write docs/mutation-score.md and build/mutants.md: `python -m tests.mutation`, from the root of the repository."""

from .harness import DEFAULT
from .page import LIST, PAGE, lines, listing, page, results, scores, total

if __name__ == "__main__":
    found, between = scores(results(DEFAULT)), scores(lines(DEFAULT), first=True)
    PAGE.write_text(page(found, between))
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(listing(found, between))
    print("{} of {} mutants of the results killed, {} of {} of the lines".format(*total(found), *total(between)))
