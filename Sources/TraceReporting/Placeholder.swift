enum TraceReportingPlaceholder {}
