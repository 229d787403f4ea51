/// What each slot of a trace has of running, ready and waiting: for a name of tasks, a thread, an object or a long task.
///
/// A slot that a stretch covers whole is counted; only the slots at its two ends are added up.
struct TimelineSums {
    /// 0 is running, 1 ready, from 2 on the reasons to wait.
    static let channels = 64
    static let run = 0
    static let ready = 1

    static func waiting(_ reason: Int64?) -> Int {
        guard let reason, reason > 0, reason < channels - 2 else { return 2 }
        return Int(reason) + 2
    }

    private let slots: TimelineSlots
    private var places: [Int32] = []
    private var partial: [Int64] = []
    private var covers: [Int32] = []
    private var used: Int32 = 0

    init(_ slots: TimelineSlots) { self.slots = slots }

    var count: Int { places.count / Self.channels }

    /// A new series without anything in it.
    mutating func makeSeries() -> Int {
        places += [Int32](repeating: -1, count: Self.channels)
        return count - 1
    }

    mutating func add(_ series: Int, _ channel: Int, _ stretch: TimelineSlots.Stretch) {
        let place = place(series, channel) * TimelineSlots.count
        partial[place + stretch.first] &+= stretch.inFirst
        guard stretch.last > stretch.first else { return }
        partial[place + stretch.last] &+= stretch.inLast
        guard stretch.last > stretch.first + 1 else { return }
        covers[place + stretch.first + 1] += 1
        covers[place + stretch.last] -= 1
    }

    private mutating func place(_ series: Int, _ channel: Int) -> Int {
        let index = series * Self.channels + channel
        if places[index] < 0 {
            places[index] = used
            used += 1
            partial += [Int64](repeating: 0, count: TimelineSlots.count)
            covers += [Int32](repeating: 0, count: TimelineSlots.count)
        }
        return Int(places[index])
    }

    /// The channels of a series that have anything, each as what `count` equal parts of the trace have of it, in 256ths
    /// of a part. Zeros come as a 0 and their number.
    func columns(of series: Int, count: Int) -> [(channel: Int, column: CompactColumn)] {
        let merged = TimelineSlots.count / count
        let unit = max(slots.width * Double(merged) / 256, 1e-9)
        return (0..<Self.channels).compactMap { channel in
            let place = places[series * Self.channels + channel]
            guard place >= 0 else { return nil }
            var column = CompactColumn()
            let start = Int(place) * TimelineSlots.count
            var (cover, zeros): (Int32, UInt64) = (0, 0)
            for part in 0..<count {
                var sum = 0.0
                for slot in start + part * merged..<start + (part + 1) * merged {
                    cover += covers[slot]
                    sum += Double(partial[slot]) + Double(cover) * slots.width
                }
                // A little is more than nothing.
                let value = sum <= 0 ? 0 : UInt64(max(sum / unit, 1).rounded())
                if value == 0 {
                    zeros += 1
                    continue
                }
                Self.write(zeros: &zeros, to: &column)
                column.append(unsigned: value)
            }
            return (channel, column)
        }
    }

    private static func write(zeros: inout UInt64, to column: inout CompactColumn) {
        guard zeros > 0 else { return }
        column.append(unsigned: 0)
        column.append(unsigned: zeros)
        zeros = 0
    }
}
