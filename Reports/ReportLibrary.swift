enum ReportLibraryPlaceholder {}
