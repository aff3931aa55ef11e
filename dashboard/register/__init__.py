"""The registrar's work: `people` with roles and mandates, `bodies` of the register, `mails` and what became of them."""
