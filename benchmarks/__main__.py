"""`make bench`: all benchmarks, one after the other."""

from benchmarks import delivery, language, mutations, render

language.main()
print()
render.main()
print()
mutations.main()
print()
delivery.main()
