"""What screens about one patient share: her banner, and the forms for what was observed and for a transfer."""
