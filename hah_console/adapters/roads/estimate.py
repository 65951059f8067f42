"""Travel times where nobody knows the roads: every leg is estimated and says so."""

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.profile import SpeedProfile


class EstimatedTravel(TravelChain):
    """TravelTimes over straight lines with the slack of the profile; draws straight lines."""

    def __init__(self, profile: SpeedProfile) -> None:
        super().__init__((), profile)
