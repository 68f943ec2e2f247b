"""Plans as files: written, read, verified, compared, brought over to newer data.

May import: errors, wording, shown, files, dataset, overlap, rules, plans, steps.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
