"""`python -m lockstitch` is the same command as `lockstitch`."""

from lockstitch.cli import main

main()
