"""Identity: `python -m services.identity`."""

from services.chassis.app import main
from services.chassis.parts import Service
from services.identity.parts import build
from services.identity.settings import IdentitySettings

SERVICE = Service(name="identity", settings=IdentitySettings, build=build)

if __name__ == "__main__":
    main(SERVICE)
