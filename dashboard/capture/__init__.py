"""Entering a consultation, step by step: details, people, items, check. Saved as it is typed.

`keeping` saves a form whenever something in it changed, and notices when somebody else changed it meanwhile; `fields`
has the inputs that several steps share. One module per step; `pages/facilitator.py` puts them into a page.
"""
