"""The order form, which several screens open, and the words of what a check finds."""
