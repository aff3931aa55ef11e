"""The sample data: what is loaded once, at the first start of the local stack, through the same RPCs a person uses.

`sources.toml` holds five published articles as what they are: recorded, nobody asked. `example.toml` is the worked
example: invented, dated back from the first start, put to stand-in bodies. `accounts.toml` names who can sign in.
"""
