"""Home-care route planning: a stand-alone library that knows nothing of the console."""
