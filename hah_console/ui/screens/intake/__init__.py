"""The intake of one referral: what is found out, consent, decision, admission."""
