"""Tele-consultations: the list by what is due next, one of them with its steps, and a form for each step."""
