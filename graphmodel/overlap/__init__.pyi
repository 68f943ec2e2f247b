from .assessment import Assessment as Assessment
from .assessment import assess as assess
from .graph import membership_graph as membership_graph
from .graph import overlap_graph as overlap_graph
from .graph_files import write_graph as write_graph
from .overlap import Overlap as Overlap
from .overlap import build_overlap as build_overlap
from .projection import projection_graph as projection_graph
