"""The report: the files that people read, with what may not be shown taken out."""

from posada.report.make import make_report
from posada.report.result import Report

__all__ = ["Report", "make_report"]
