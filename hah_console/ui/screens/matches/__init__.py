"""Two records that may be one person: a person looks at both and decides."""
