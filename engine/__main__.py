"""`python -m qauly.engine` is the command `qauly`."""

from .cli import main

main()
