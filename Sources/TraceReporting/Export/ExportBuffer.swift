/// Bytes on their way to a file: handed on in pieces, so that there are never many.
package struct ExportBuffer {
    package var bytes: [UInt8] = []
    /// How much of the trace has been gone through, from 0 to 1: told now and then.
    private let progress: (Double) -> Void
    private let sink: ([UInt8]) throws -> Void
    private var stage = 0
    private var stages = 1
    private static let piece = 1 << 20

    package init(
        progress: @escaping (Double) -> Void = { _ in }, sink: @escaping ([UInt8]) throws -> Void
    ) {
        (self.progress, self.sink) = (progress, sink)
        bytes.reserveCapacity(Self.piece + 65536)
    }

    /// Hands on what there is if it is enough for it.
    @inline(__always)
    mutating func flushIfLarge() throws {
        if bytes.count >= Self.piece { try flush() }
    }

    package mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The bytes, to be added to and given back: they are not copied.
    @inline(__always)
    mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    mutating func text(_ text: String) { bytes += text.utf8 }

    // MARK: Progress

    mutating func begin(stages: Int) { (self.stages, stage) = (max(stages, 1), 0) }
    mutating func nextStage() { stage += 1 }

    /// How far the pass is that is going on.
    func tell(_ part: Int64, of whole: Int64) {
        let share = whole > 0 ? min(max(Double(part) / Double(whole), 0), 1) : 1
        progress(min((Double(stage) + share) / Double(stages), 1))
    }
}
