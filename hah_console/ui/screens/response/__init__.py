"""The response desk: one patient, four choices with their price side by side, one decision with its reason."""
