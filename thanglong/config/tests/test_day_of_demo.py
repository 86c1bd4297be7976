"""A demo city of another day is chosen before there is a database."""

import subprocess
import sys

CHOOSE = """
import datetime, sys
from thanglong.config.cli.running import choose_day
choose_day(datetime.datetime(2024, 11, 22))
print("thanglong.config.settings" in sys.modules)
"""


def test_the_day_is_chosen_without_the_settings_which_are_read_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHOOSE], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == "False"
