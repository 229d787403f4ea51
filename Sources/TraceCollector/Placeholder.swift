enum TraceCollectorPlaceholder {}
