"""``python -m graphmodel`` is ``graphmodel``."""

from graphmodel.cli.app import main

main()
