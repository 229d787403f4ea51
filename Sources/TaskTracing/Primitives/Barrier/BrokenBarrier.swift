/// A barrier was reset or aborted, so that not all can pass it.
public struct BrokenBarrier: Error, Hashable, CustomStringConvertible {
    /// The error as a sentence.
    public let description: String

    private init(_ description: String) {
        self.description = description
    }

    static let aborted = BrokenBarrier("Barrier aborted")
    static let abortedOrReset = BrokenBarrier("Abort or reset of barrier")
}
