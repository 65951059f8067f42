"""What is written about a patient as it is read and signed, on the patient page and in the queue of signatures."""
