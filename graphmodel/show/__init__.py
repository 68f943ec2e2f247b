"""Results for people and for other programs: terminal, notebook, frames, workbooks, files.

May import: errors, wording, shown, files, dataset, overlap, rules, plans, scenarios, steps,
planfiles, page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
