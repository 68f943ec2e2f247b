"""What a decision is carried out with: a change register, look-ups, letters, numbers carried over.

May import: errors, wording, shown, files, dataset, overlap, plans, steps, planfiles, show.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
