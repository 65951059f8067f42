"""The exchange with hospitals within the service: what happened is collected, mapped, checked and sent."""
