"""tmp"""
from simulator.errors import Problem
def check(scenario: object) -> list[Problem]:
    return []
