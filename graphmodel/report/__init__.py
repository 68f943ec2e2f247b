"""Everything that is handed over for a decision: a paper, the workbench, a workbook, tables.

May import: errors, wording, shown, files, exact, dataset, overlap, plans, steps,
planfiles, drawing, page, show, options, handover.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
