"""Files that patients bring of their own measurements: Apple Health, CSV."""
