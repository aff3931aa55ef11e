"""Bad input for every RPC, made from the descriptors: a new RPC or field is fuzzed without another line here.

`values` makes the requests, `target` sends them as everybody who may, `verdict` says what is wrong with an answer.
"""
