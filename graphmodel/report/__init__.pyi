from .report import Report as Report
from .report import write_report as write_report
from .style import read_style as read_style
