"""The names of the scores, as rule packs, stored results and texts use them."""

from enum import StrEnum


class ScoreName(StrEnum):
    """Every score the program knows."""

    NEWS2 = "news2"
    QSOFA = "qsofa"
    SIRS = "sirs"
    CURB65 = "curb65"
    CRB65 = "crb65"
    PSI = "psi"
    LRINEC = "lrinec"
    ALT70 = "alt70"
    ERON = "eron"
    SOFA = "sofa"
    FOUR_AT = "four_at"
    CAM = "cam"
    BARTHEL = "barthel"
