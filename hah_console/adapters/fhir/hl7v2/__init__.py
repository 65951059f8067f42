"""HL7 v2 over MLLP: ORU^R01 of monitors' interfaces in, ACK out after the commit."""
