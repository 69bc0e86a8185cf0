"""Run Interlock from a checkout: `python run.py scenarios/northern_route.yaml`."""

from __future__ import annotations

from simulator.cli.main import main

if __name__ == "__main__":  # worker processes import this file again
    main()
