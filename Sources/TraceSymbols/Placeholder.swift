enum TraceSymbolsPlaceholder {}
