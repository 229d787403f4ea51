/// The timers that are not due yet, the next one first, equal ones in the order of their coming.
///
/// A heap of plain numbers, each with the place of its work in a table: moving them counts no references.
struct TimerHeap<Work> {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        let when: Int128
        let number: UInt64
        let place: Int

        static func < (left: Entry, right: Entry) -> Bool {
            left.when < right.when || left.when == right.when && left.number < right.number
        }
    }

    /// Four children each: a heap of half the depth, whose children share a cache line or two.
    private static var width: Int { 4 }

    private var entries: [Entry] = []
    private var works: [Work?] = []
    private var freePlaces: [Int] = []
    private var last: UInt64 = 0
    private let start: Instant

    /// Times are counted from `start`.
    init(start: Instant) {
        self.start = start
    }

    var count: Int { entries.count }

    var first: (when: Instant, work: Work)? {
        guard let entry = entries.first, let work = works[entry.place] else { return nil }
        return (start + Duration(attoseconds: entry.when), work)
    }

    /// Whether the next timer is due at `now`, or is one that `isOver`.
    func isFirstReady(now: Instant, orIf isOver: (Work) -> Bool) -> Bool {
        guard let entry = entries.first else { return false }
        if entry.when <= start.duration(to: now).attoseconds { return true }
        return works[entry.place].map(isOver) ?? true
    }

    /// True when it is the next one now.
    mutating func insert(_ work: Work, at when: Instant) -> Bool {
        last += 1
        let place = freePlaces.popLast() ?? works.count
        if place == works.count { works.append(work) } else { works[place] = work }
        entries.append(Entry(when: start.duration(to: when).attoseconds, number: last, place: place))
        return siftUp(entries.count - 1) == 0
    }

    mutating func popFirst() -> Work? {
        guard let first = entries.first, let moved = entries.popLast() else { return nil }
        if !entries.isEmpty { siftDown(moved, from: 0) }
        freePlaces.append(first.place)
        return works[first.place].take()
    }

    mutating func removeAll(where shouldRemove: (Work) -> Bool) {
        var kept: [Entry] = []
        for entry in entries {
            if let work = works[entry.place], !shouldRemove(work) {
                kept.append(entry)
            } else {
                works[entry.place] = nil
                freePlaces.append(entry.place)
            }
        }
        entries = kept
        // Every node that has children, from the last one.
        if entries.count > 1 {
            for index in stride(from: (entries.count - 2) / Self.width, through: 0, by: -1) {
                siftDown(entries[index], from: index)
            }
        }
        if entries.isEmpty { (works, freePlaces) = ([], []) }
    }

    @discardableResult
    private mutating func siftUp(_ start: Int) -> Int {
        let entry = entries[start]
        var index = start
        while index > 0 {
            let parent = (index - 1) / Self.width
            guard entry < entries[parent] else { break }
            entries[index] = entries[parent]
            index = parent
        }
        entries[index] = entry
        return index
    }

    /// Puts `entry` where it belongs at or below `start`, whose own entry is overwritten.
    private mutating func siftDown(_ entry: Entry, from start: Int) {
        var index = start
        while true {
            let children = Self.width * index + 1
            guard children < entries.count else { break }
            var least = children
            for child in children..<min(children + Self.width, entries.count)
            where entries[child] < entries[least] {
                least = child
            }
            guard entries[least] < entry else { break }
            entries[index] = entries[least]
            index = least
        }
        entries[index] = entry
    }
}
