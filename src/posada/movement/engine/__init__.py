"""One compiled day on counts, for every set of rules: rows of people, split by plans of lines."""
