"""The world laid out for the engine: addressed draws, calendars, rates, traffic, routes and the plan."""
