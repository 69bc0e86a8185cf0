"""What Interlock costs, measured: `python -m benchmarks`."""
