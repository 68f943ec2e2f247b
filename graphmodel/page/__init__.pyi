from .page import explore_page as explore_page
