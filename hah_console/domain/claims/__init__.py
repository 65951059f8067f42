"""What a programme is paid for: visits as they were, surcharges, limits, cards and the monthly claim."""
