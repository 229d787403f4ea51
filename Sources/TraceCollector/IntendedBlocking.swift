/// Code that has said of itself that it keeps its thread for long: the log is not told of its length.
///
/// Pure. Of each thread it keeps what ended last, so memory is for threads.
struct IntendedBlocking {
    private static let mostSpans = 64
    /// What is over, the latest last; of very many the oldest are forgotten.
    private var spans: [Int64: [(ended: Int64, duration: Int64)]] = [:]

    mutating func ended(_ thread: Int64, at time: Int64, after duration: Int64) {
        if spans[thread, default: []].count == Self.mostSpans {
            spans[thread]?.removeFirst(Self.mostSpans / 2)
        }
        spans[thread, default: []].append((time, duration))
    }

    /// How long it was, on this thread, in a run that began at `start` and has just ended.
    func blocked(_ thread: Int64, from start: Int64) -> Int64 {
        spans[thread, default: []].reduce(0) { $1.ended > start ? $0 &+ $1.duration : $0 }
    }
}
