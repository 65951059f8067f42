"""Alarm replay: what a rule set would have done over stored data or a recording, before anybody activates it."""
