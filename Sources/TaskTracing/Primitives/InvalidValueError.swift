/// A value that cannot be used: a negative count of permits, a barrier for nobody ...
public struct InvalidValueError: Error, Hashable, CustomStringConvertible {
    /// What is wrong with the value, as a sentence.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
