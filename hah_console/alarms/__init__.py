"""The alarm engine: pure functions of time, readings and memory."""
