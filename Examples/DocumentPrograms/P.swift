enum DocumentProgramsPlaceholder {}
