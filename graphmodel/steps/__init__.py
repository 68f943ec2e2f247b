"""A plan as steps that people can take: ranked, with partners, reasons, and how firm each is.

May import: errors, wording, shown, files, exact, dataset, overlap, rules, plans.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
