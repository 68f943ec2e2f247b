"""How two sets of footprints lie over one another: overlap, relations, measures, graphs.

What holds before any plan is made.

May import: errors, wording, shown, files, dataset.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
