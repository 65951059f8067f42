"""The sub-commands of ``python -m scheduling``, one module each."""
