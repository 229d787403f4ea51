enum TraceStorePlaceholder {}
