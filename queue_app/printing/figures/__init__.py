"""Past figures as files: what a report is made of, and its tables as CSV, XLSX and Parquet.

Everything comes from the answers of the statistics, in which what must not be seen is hidden
already; nothing here looks at facts.
"""
