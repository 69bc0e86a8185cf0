"""The scenario language as a JSON Schema, for editors: completion, descriptions, and marks where something is wrong.

What `validate` accepts passes it; what passes it may still be refused, as a schema knows nothing of references,
routes and the like. It comes from the same types that check a scenario, changed where a file may say less or more
than those see: quantities are text, notes stand beside values, kinds and `extends` leave things out.
"""

from simulator.scenario.json_schema.building import FILE, HINT, TITLE, scenario_schema, schema_text

__all__ = ["FILE", "HINT", "TITLE", "scenario_schema", "schema_text"]
