"""The registrar's work: `people` with roles and mandates, `bodies`, the holiday `calendar`, `mails`."""
