"""The tab of the patient page with what is written about her."""
