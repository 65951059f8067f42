"""Forms by which care is passed on or ends: closure, the watch after it, and the two referral forms."""
