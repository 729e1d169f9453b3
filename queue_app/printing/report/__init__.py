"""The printed report of a period: A4, in the house's typeface, ink on white paper."""

from queue_app.printing.report.report import render_report

__all__ = ["render_report"]
