"""The tabs of the patient page with pictures and documents."""
