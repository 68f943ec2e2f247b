"""Least-weight cuts and spanning star forests of bipartite graphs, exactly or with a proved bound.

Arrays in, arrays out: it knows graphs and weights, not footprints, and can be read by itself.
Tables over a tree decomposition where the graph is narrow, tolls where it is wide, a mixed-integer
model as the other way round.

May import: errors.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
