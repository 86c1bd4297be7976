"""`python -m thanglong.config` is `thanglong`."""

from thanglong.config.cli import main

main()
