"""The surfaces: each turns a platform's payloads into inbound values and events into what the platform shows."""
