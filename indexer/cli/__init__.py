"""The command `xxgk`: a command line becomes a call of the library, an error an exit code.

Rule: answers go to stdout, messages to stderr. A command returns its exit code and raises our
errors; `app.py` alone turns an error into a message and a code. A command's module is imported
when the command runs.
"""

from __future__ import annotations

from indexer.cli.startup import exit_if_out_of_resources, exit_quietly_on_ctrl_c

with exit_quietly_on_ctrl_c(), exit_if_out_of_resources():
    from indexer.cli.app import main as main
