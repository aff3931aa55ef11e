"""Notifications: `python -m services.notifications`."""

from services.chassis.app import main
from services.chassis.parts import Service
from services.notifications.parts import build
from services.notifications.settings import NotificationsSettings

SERVICE = Service(name="notifications", settings=NotificationsSettings, build=build)

if __name__ == "__main__":
    main(SERVICE)
