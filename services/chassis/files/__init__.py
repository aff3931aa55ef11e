"""Where sealed files lie: a folder, or a store that speaks S3.

A store sees ciphertext only. What a file is, whose key opens it and who may read it stands in a row of its service.
The client of S3 is in `s3`, for those alone who need it: it is large.
"""

from services.chassis.files.folder import Folder
from services.chassis.files.place import Place
from services.chassis.files.port import Files

__all__ = ["Files", "Folder", "Place"]
