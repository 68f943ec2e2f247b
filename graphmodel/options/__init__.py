"""Options for a board: what could be done, how it scores on what matters, and what follows.

May import: errors, wording, shown, files, dataset, overlap, plans, steps, planfiles, show.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
