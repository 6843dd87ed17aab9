"""`python -m lockstitch` is the same command as `lockstitch`."""

import gc

gc.set_threshold(100_000)  # what a run makes has hardly a cycle, and looking for them took a twentieth of its time

from lockstitch.cli import main  # noqa: E402 - imports make most of what would be looked through

if __name__ == "__main__":
    main()
