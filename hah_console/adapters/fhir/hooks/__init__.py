"""Decision services by CDS Hooks 2.0: what they are asked, how their cards are read, what they are told of them."""
