"""Least-weight cuts and spanning star forests of bipartite graphs, exactly or with a proved bound.

Arrays in, arrays out: it knows graphs and weights, not footprints, and can be read by itself.

- Begin with `cuts`: the vertices are divided into groups in which each keeps a partner, and the
  weight cut is the least, for every number of groups at once. `core` removes leaves; `elimination`
  finds a narrow tree decomposition; `cut_tables` has a dynamic programme over it, whose states are
  the partitions of a separator (`partitions`); `backtrack` reads the ties out of its tables.
- `stars` finds the spanning star forest that keeps most weight, over the same decomposition or,
  where that is too wide, as a mixed-integer model (`milp`, which the rules use as well).
- `toll_cuts`, `tolls` and `regions` bound and improve cuts where the graph is too wide for tables.
  Nothing else here needs them: they can be taken out.

May import: errors.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
