"""``python -m hah_console``."""

from hah_console.app.cli import main

if __name__ == "__main__":
    main()
