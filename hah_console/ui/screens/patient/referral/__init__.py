"""The tab 轉介: the two referral forms of a patient, apart, and the closure with its watch."""
