// Items through a bounded queue, by eight producers to eight consumers: nothing lost, nothing twice, memory flat.
//
//     swift run -c release queue-soak [items] [bound]
//
// Ten million items and a bound of 64 by default. Exit status 1 if one of the three does not hold.
import Foundation
import Synchronization
import TaskTracing

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let items = (arguments.first ?? 10_000_000) / 8 * 8
let bound = arguments.dropFirst().first ?? 64

/// Which items one consumer got: a bit for each.
struct Got: Sendable {
    var bits: [UInt64]
    var count = 0
    var twice = 0

    init(items: Int) { bits = [UInt64](repeating: 0, count: (items + 63) / 64) }

    mutating func add(_ item: Int) {
        let bit: UInt64 = 1 << UInt64(item % 64)
        if bits[item / 64] & bit != 0 { twice += 1 }
        bits[item / 64] |= bit
        count += 1
    }

    mutating func add(_ other: Got) {
        count += other.count
        twice += other.twice
        for (index, word) in other.bits.enumerated() {
            twice += (bits[index] & word).nonzeroBitCount
            bits[index] |= word
        }
    }
}

/// The process's own memory in kilobytes, of that what no file holds.
func residentKilobytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
    return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
}

let queue = TracedQueue<Int>(name: "soak", maxSize: bound)
let begin = ContinuousClock.now
let progress = Mutex<[(got: Int, kilobytes: Int, depth: Int)]>([])
let total = Atomic<Int>(0)

/// Ten times in all.
@Sendable func report(_ got: Int) {
    let sample = (got: got, kilobytes: residentKilobytes(), depth: queue.count)
    progress.withLock { $0.append(sample) }
    print("\(got) items, \(sample.kilobytes) kB, depth \(sample.depth), \(begin.duration(to: .now))")
}

let consumers = (0..<8).map { _ in
    Task.detached {
        var got = Got(items: items)
        for try await item in queue {
            got.add(item)
            try queue.taskDone()
            let number = total.add(1, ordering: .relaxed).newValue
            if number % (items / 10) == 0 { report(number) }
        }
        return got
    }
}
let producers = (0..<8).map { producer in
    Task.detached {
        for number in 0..<(items / 8) { try await queue.put(number * 8 + producer) }
    }
}
for producer in producers { try await producer.value }
try await queue.join()
queue.shutDown()
var all = Got(items: items)
for consumer in consumers { all.add(try await consumer.value) }

let kilobytes = progress.withLock { $0.map(\.kilobytes) }
let deepest = progress.withLock { $0.map(\.depth).max() ?? 0 }
// The consumers' bits are touched over the first tenth.
let growth = (kilobytes.last ?? 0) - (kilobytes.first ?? 0)
let isRight = all.count == items && all.twice == 0 && deepest <= bound && growth < 4096
print(
    """
    \(items) items put, \(all.count) got, \(items - all.count + all.twice) lost, \(all.twice) twice, \
    memory grew by \(growth) kB after the first tenth: \(isRight ? "right" : "WRONG")
    """)
exit(isRight ? 0 : 1)
