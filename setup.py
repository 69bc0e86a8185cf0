"""What pyproject.toml cannot say: the folder `scenarios` is installed as the data of `simulator.shipped`."""

from __future__ import annotations

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["simulator", "simulator.*"]), "simulator.shipped"],
    package_dir={"simulator.shipped": "scenarios"},
)
