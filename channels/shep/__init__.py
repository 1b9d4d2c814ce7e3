"""The state's gateway (ШЭП): messages, signatures, contract profiles, answers. The channel itself is `channels/egov.py`."""
