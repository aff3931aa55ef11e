"""How Roundtable is put on machines: one machine here, containers and clusters elsewhere."""
