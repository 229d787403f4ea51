internal import ReportLibrary
internal import TraceStore

/// All puts and gets of a trace, gone through once: sums by queue, how long items stayed, and how deep it was when.
struct QueueDigest: Sendable {
    struct Totals: Sendable {
        var puts: Int64 = 0
        var gets: Int64 = 0
        var depth: Int64 = 0
        var deepest: Int64 = 0
        var first: Int64 = 0
        var last: Int64 = 0
        var longestStay: Int64?
        var stays = DurationHistogram()
        /// All of them, where exact percentiles are wanted.
        var sortedStays: [Int64]?
        /// In each stretch of the trace: the deepest, and how deep at its end.
        var depths: [(at: Int64, depth: Int64)] = []

        func percentile(_ percent: Int64) -> Int64? {
            if let sortedStays { return Percentile.exact(percent, of: sortedStays) }
            return stays.percentile(percent).map { min($0, longestStay ?? $0) }
        }

        var getsPerSecond: Double? { last > first ? Double(gets) * 1e9 / Double(last - first) : nil }
    }

    /// From this many operations on percentiles come from histograms, unless exact ones are asked for.
    static let mostExactOperations: Int64 = 50_000
    /// Stretches of the trace, for a picture of the depth.
    static let stretches: Int64 = 260

    private(set) var queues: [Int64: Totals] = [:]
    private(set) var isApproximate = false

    init(_ trace: TraceReader, duration: Int64, isExact: Bool) throws {
        let isExact = try isExact || Self.operations(trace) <= Self.mostExactOperations
        var ids: [Int64: Int] = [:]
        var totals: [Totals] = []
        var stretch: [Stretch] = []
        try trace.run(ReportLibrary.sql("digest/queue_operations")) { row in
            let (at, queue) = (row.number(at: 0), row.number(at: 1))
            let depth = row.number(at: 3)
            let index: Int
            if let known = ids[queue] {
                index = known
            } else {
                index = totals.count
                ids[queue] = index
                totals.append(Totals())
                totals[index].first = at
                if isExact { totals[index].sortedStays = [] }
                stretch.append(Stretch(number: Self.stretch(at, duration), at: at, depth: depth))
            }
            totals[index].last = at
            totals[index].depth = depth
            totals[index].deepest = max(totals[index].deepest, depth)
            if row.number(at: 2) == 1 { totals[index].puts += 1 } else { totals[index].gets += 1 }
            if let stay = row.integer(at: 4) {
                totals[index].longestStay = max(totals[index].longestStay ?? stay, stay)
                if isExact { totals[index].sortedStays?.append(stay) } else { totals[index].stays.add(stay) }
            }
            let number = Self.stretch(at, duration)
            if number != stretch[index].number {
                stretch[index].finish(&totals[index].depths)
                stretch[index] = Stretch(number: number, at: at, depth: depth)
            } else {
                stretch[index].add(at, depth)
            }
        }
        for (queue, index) in ids {
            stretch[index].finish(&totals[index].depths)
            totals[index].sortedStays?.sort()
            queues[queue] = totals[index]
        }
        isApproximate = !isExact && totals.contains { $0.stays.count > 0 }
    }

    private struct Stretch {
        let number: Int64
        var deepest: (at: Int64, depth: Int64)
        var last: (at: Int64, depth: Int64)

        init(number: Int64, at: Int64, depth: Int64) {
            self.number = number
            deepest = (at, depth)
            last = deepest
        }

        mutating func add(_ at: Int64, _ depth: Int64) {
            if depth > deepest.depth { deepest = (at, depth) }
            last = (at, depth)
        }

        func finish(_ depths: inout [(at: Int64, depth: Int64)]) {
            depths.append(deepest)
            if last.at != deepest.at { depths.append(last) }
        }
    }

    private static func stretch(_ at: Int64, _ duration: Int64) -> Int64 {
        Int64(clamping: Double(at) * Double(stretches) / (Double(duration) + 1))
    }

    private static func operations(_ trace: TraceReader) throws -> Int64 {
        try trace.database.integer("SELECT count(*) FROM queue_op")
    }
}
