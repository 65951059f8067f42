"""Published costs that the reference data do not bring along."""

HOMBERGER_200 = {
    "c1_2_1": 2698.6, "c1_2_3": 2675.8, "c1_2_5": 2694.9,
    "c2_2_1": 1922.1, "c2_2_3": 1763.4, "c2_2_5": 1869.6,
    "r1_2_1": 4667.2, "r1_2_3": 3373.9, "r1_2_5": 4053.2,
    "r2_2_1": 3468.0, "r2_2_3": 2537.5, "r2_2_5": 3061.1,
    "rc1_2_1": 3516.9, "rc1_2_3": 3001.4, "rc1_2_5": 3325.6,
    "rc2_2_1": 2797.4, "rc2_2_3": 2227.7, "rc2_2_5": 2491.4,
}  # fmt: skip
"""Gehring and Homberger, 200 customers: distances by the DIMACS convention, all proven optimal (CVRPLIB, 12/2024)."""
