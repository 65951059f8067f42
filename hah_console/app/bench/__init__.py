"""What ``hah_console bench`` measures: one module for each name, each row beside its target."""
