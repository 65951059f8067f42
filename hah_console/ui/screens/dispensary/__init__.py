"""The screen of whoever dispenses: prescriptions that wait, a field for the scanner, receipts."""
