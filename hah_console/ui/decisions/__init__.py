"""Cards of decision services on the patient page and beside an order: shown as theirs, opened, answered."""
