"""The service: takes in vital signs, scores them and raises alarms; one per database, the others stand by."""
