"""The documentation, and what writes those parts of it that follow from the program: `python -m docs`."""
