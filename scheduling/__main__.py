"""``python -m scheduling``."""

from scheduling.cli import main

if __name__ == "__main__":
    main()
