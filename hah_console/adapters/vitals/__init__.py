"""Vital signs over MQTT: broker, wire format, the service's subscriber and the devices' publisher."""
