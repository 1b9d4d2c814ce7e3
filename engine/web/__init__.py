"""What people and other systems reach over HTTP: the citizen's page, the verification page, the API."""
