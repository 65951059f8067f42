"""Who is out there, beside the map: positions with their age, phones that are let in."""
