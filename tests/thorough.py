"""Whether to run all of the long tests: THOROUGH=1 in the environment, as CI has it."""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"
