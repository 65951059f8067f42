"""Measurements that stand beside their targets."""
