"""`make bench`: all benchmarks, one after the other."""

from benchmarks import delivery, delivery_smpp, delivery_smtp, language, mutations, render, web

language.main()
print()
render.main()
print()
mutations.main()
print()
delivery.main()
print()
delivery_smtp.main()
print()
delivery_smpp.main()
print()
web.main()
