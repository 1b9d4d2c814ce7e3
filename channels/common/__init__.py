"""What several channels share: strict settings, the text of an SMS, calls to HTTP gateways."""
