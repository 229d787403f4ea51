/// The time of a trace in equal slots: for sums, and for the choice of what is shown step by step.
struct TimelineSlots: Sendable {
    static let count = 4096

    let duration: Int64
    let width: Double
    private let scale: Double

    init(duration: Int64) {
        self.duration = max(duration, 1)
        width = Double(self.duration) / Double(Self.count)
        scale = Double(Self.count) / Double(self.duration)
    }

    func slot(at time: Int64) -> Int {
        time <= 0 ? 0 : time >= duration ? Self.count - 1 : min(Int(Double(time) * scale), Self.count - 1)
    }

    /// When a slot begins.
    func start(of slot: Int) -> Int64 { Int64(clamping: Double(slot) * width) }

    /// A stretch of time as its first slot, its last, how much of each it has; those between it has whole.
    struct Stretch {
        let first: Int
        let last: Int
        let inFirst: Int64
        let inLast: Int64
    }

    /// nil of what has no length.
    func stretch(from: Int64, to: Int64) -> Stretch? {
        let (from, to) = (max(from, 0), min(to, duration))
        guard from < to else { return nil }
        let (first, last) = (slot(at: from), slot(at: to))
        guard first < last else { return Stretch(first: first, last: first, inFirst: to - from, inLast: 0) }
        return Stretch(
            first: first, last: last, inFirst: max(start(of: first + 1) - from, 0),
            inLast: max(to - start(of: last), 0))
    }
}
