"""posada's own rules as data for the engine: places and routes, barriers, chances, draws."""
