from .either_way import other_way as other_way
from .sensitivity import Sensitivity as Sensitivity
from .sensitivity import plan_sensitivity as plan_sensitivity
from .suggestion import Suggestion as Suggestion
