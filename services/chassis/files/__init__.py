"""Where sealed files lie: a folder, or a store that speaks S3.

A store sees ciphertext only. What a file is, whose key opens it and who may read it stands in a row of its service.
"""

from services.chassis.files.folder import Folder
from services.chassis.files.port import Files
from services.chassis.files.s3 import S3, Place

__all__ = ["S3", "Files", "Folder", "Place"]
