/// The numbers of tracks and flows, small ones: they stand in each packet.
struct PerfettoTracks {
    /// Deeper below each other tracks are of no use, and not everybody can take them.
    private static let deepest: UInt8 = 8

    private var queues: [Int64: UInt64] = [:]
    private var depths: [UInt8] = []
    private var parents: [UInt64] = []

    static func process(_ id: Int64) -> UInt64 { number(id, 1) }
    static func thread(_ id: Int64) -> UInt64 { number(id, 2) }
    func task(_ place: Int) -> UInt64 { Self.number(Int64(place), 3) }

    mutating func queue(_ id: Int64) -> UInt64 {
        if let known = queues[id] { return known }
        queues[id] = Self.number(Int64(queues.count), 4)
        return queues[id] ?? 0
    }

    private static func number(_ id: Int64, _ kind: UInt64) -> UInt64 {
        UInt64(bitPattern: id &+ 1) &* 8 | kind
    }

    /// The track above that of a task: of who made it, or of the process. Tasks come in their order.
    mutating func add(_ task: TimelineTask) -> UInt64 {
        var above = Self.process(task.row.process)
        var depth: UInt8 = 0
        if let parent = task.parent, parent < depths.count {
            if depths[parent] < Self.deepest {
                above = self.task(parent)
                depth = depths[parent] + 1
            } else {
                above = parents[parent]
                depth = Self.deepest
            }
        }
        depths.append(depth)
        parents.append(above)
        return above
    }

    /// The number of the flow from an item's put to its get.
    static func item(_ item: Int64, of queue: Int64) -> UInt64 {
        ExportHash.mix(ExportHash.mix(UInt64(bitPattern: queue)) &+ UInt64(bitPattern: item)) >> 2
    }
}
