"""The command line: it parses, calls one public function, and prints.

May import: errors, wording, shown, files, exact, dataset, overlap, rules, plans, steps, planfiles,
page, show, report.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
