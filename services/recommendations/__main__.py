"""Recommendations: `python -m services.recommendations`."""

from services.chassis.app import main
from services.chassis.parts import Service
from services.recommendations.events.rebuild import REBUILD
from services.recommendations.parts import build
from services.recommendations.settings import RecommendationsSettings

SERVICE = Service(name="recommendations", settings=RecommendationsSettings, build=build, rebuild=REBUILD)

if __name__ == "__main__":
    main(SERVICE)
