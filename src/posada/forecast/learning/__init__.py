"""LEARNING FROM HEADCOUNTS: reports as noisy counts, and an ensemble moved towards them."""
