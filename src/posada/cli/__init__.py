"""The command line."""

from posada.cli.commands import app, main

__all__ = ["app", "main"]
