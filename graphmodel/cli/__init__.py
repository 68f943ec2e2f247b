"""The command line: it parses, calls one public function, and prints.

May import: errors, wording, shown, files, exact, dataset, overlap, rules, plans, steps, planfiles,
page, show, handover, report.
"""

from graphmodel.cli.start import main

__all__ = ["main"]
