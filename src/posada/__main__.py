"""`python -m posada` does what `posada` does."""

from posada.cli import main

main()
