"""The command `certiphi`, also `python -m verify`."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line and exit with its code: 0 as claimed, 1 below a claim, 2 bad usage, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a φ that the locale cannot write is no reason to end with code 1
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        from verify.cli import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        print("certiphi: interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
