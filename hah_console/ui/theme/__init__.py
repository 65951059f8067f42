"""Colour tokens, fonts and the style sheet."""
