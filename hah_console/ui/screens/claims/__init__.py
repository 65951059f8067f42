"""Visits, cards on their way to the payer, limits of physicians, and the claim of a month."""
