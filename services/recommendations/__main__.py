"""Recommendations: `python -m services.recommendations`."""

from services.chassis.app import main
from services.chassis.parts import Service
from services.chassis.settings import ServiceSettings
from services.recommendations.parts import build

SERVICE = Service(name="recommendations", settings=ServiceSettings, build=build)

if __name__ == "__main__":
    main(SERVICE)
