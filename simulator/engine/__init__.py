"""The engine: a function of a plan and draws that returns an event log."""
