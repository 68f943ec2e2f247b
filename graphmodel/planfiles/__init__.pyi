from .comparison import Comparison as Comparison
from .comparison import compare_plans as compare_plans
from .planfile import plan_to_dict as plan_to_dict
from .planfile import read_plan as read_plan
from .planfile import write_plan as write_plan
from .verification import Verification as Verification
from .verification import verify_plan as verify_plan
