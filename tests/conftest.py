"""Hypothesis without limits of time, and the same examples on every run, so that CI repeats what a laptop saw.

`HYPOTHESIS_PROFILE=search` draws new examples, ten times as many.
"""

import locale
import os
import signal
from contextlib import suppress

from hypothesis import HealthCheck, settings

# each of pytest's workers has one core
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# files and printed text are UTF-8 here and in what tests start, whatever the locale
os.environ.setdefault("PYTHONUTF8", "1")
with suppress(locale.Error):
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")

# what runs in the background of a shell ignores interrupts, and so would the processes that tests interrupt
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("ci", **PATIENT, derandomize=True, max_examples=100)
settings.register_profile("search", **PATIENT, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
