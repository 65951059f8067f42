"""The referral inbox: who asks for care at home, and what is answered."""
