"""The engine that delivers: one thread asks the ledger what is due and writes down answers, the others send."""
