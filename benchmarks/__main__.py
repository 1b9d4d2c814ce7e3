"""`make bench`: all benchmarks, one after the other."""

from benchmarks import language, render

language.main()
print()
render.main()
