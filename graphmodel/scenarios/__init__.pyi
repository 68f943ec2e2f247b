from .applying import apply_scenario as apply_scenario
from .comparison import ScenarioComparison as ScenarioComparison
from .comparison import compare_scenarios as compare_scenarios
from .reading import read_scenarios as read_scenarios
from .scenario import Gift as Gift
from .scenario import Scenario as Scenario
from .scenario import scenarios_toml as scenarios_toml
from .within import within_ground as within_ground
