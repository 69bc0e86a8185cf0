"""Run Interlock from a checkout: `python run.py scenarios/northern_route.yaml`."""

from __future__ import annotations

import sys

try:
    from simulator.cli.main import main
except ModuleNotFoundError as missing:
    sys.exit(
        f"error: {missing.name} is not installed for {sys.executable}: use .venv/bin/python, or pip install ."
    )

if __name__ == "__main__":  # worker processes import this file again
    main()
