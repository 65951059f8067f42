"""Waveforms: a sweep at clinical scales, drawn strip by strip, and the frozen picture with calipers."""
