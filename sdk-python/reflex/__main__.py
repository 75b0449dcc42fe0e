"""``python -m reflex``: robots, deployments, sessions and receipts from a terminal."""

from .cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
