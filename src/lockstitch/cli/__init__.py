"""The command line: one file a command."""


def main() -> None:
    """Runs the command that the arguments name."""
