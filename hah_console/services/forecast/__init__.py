"""Risk forecast: features of vital signs, a logistic model, its validation, and what it says of a patient now."""
