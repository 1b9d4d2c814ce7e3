"""The state's gateway (ШЭП): messages, signatures, contract profiles, answers. The channel is `channels/egov.py`."""
