"""What is written about a patient: notes and signatures, questionnaires, contacts from afar, attachments."""
