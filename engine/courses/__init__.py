"""Example courses: stories of cases that lawyers write, the demo shows and the tests hold."""
