import Testing

import TraceCollector

@Suite("The pace of the collector")
struct CollectorPaceTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test("It commits every 100 ms, and earlier when many rows wait.")
    func commits() {
        var pace = CollectorPace(now: 0)
        #expect(!pace.shouldCommit(at: 99 * Self.millisecond, pendingRows: 10, segmentsRead: 0))
        #expect(pace.shouldCommit(at: 100 * Self.millisecond, pendingRows: 10, segmentsRead: 0))
        #expect(!pace.shouldCommit(at: 1, pendingRows: 19_999, segmentsRead: 0))
        #expect(pace.shouldCommit(at: 1, pendingRows: 20_000, segmentsRead: 0))
        #expect(pace.shouldCommit(at: 1, pendingRows: 10, segmentsRead: 16))
        _ = pace.committed(at: 100 * Self.millisecond, succeeded: true)
        #expect(!pace.shouldCommit(at: 150 * Self.millisecond, pendingRows: 10, segmentsRead: 0))
    }

    @Test("Of a row of failed commits only the first is news, and they are tried again each 100 ms.")
    func failures() {
        var pace = CollectorPace(now: 0)
        let first = pace.committed(at: 100 * Self.millisecond, succeeded: false)
        let second = pace.committed(at: 200 * Self.millisecond, succeeded: false)
        #expect(first && !second && pace.isFailing)
        #expect(!pace.shouldCommit(at: 250 * Self.millisecond, pendingRows: 1_000_000, segmentsRead: 0))
        #expect(pace.shouldCommit(at: 300 * Self.millisecond, pendingRows: 1_000_000, segmentsRead: 0))
        let third = pace.committed(at: 300 * Self.millisecond, succeeded: true)
        let fourth = pace.committed(at: 400 * Self.millisecond, succeeded: false)
        #expect(!third && fourth)
    }

    @Test(
        "It waits for an idle processor; kept from running it takes its part in portions, and all it gets when it is behind."
    )
    func priority() {
        var pace = CollectorPace(now: 0)
        #expect(pace.share(at: 1, backlog: 3, limit: 256) == .idle)
        #expect(pace.share(at: 1, backlog: 64, limit: 256) == .whole)
        pace.turned(sleeping: Self.millisecond, until: 60 * Self.millisecond)
        #expect(pace.share(at: 61 * Self.millisecond, backlog: 3, limit: 256) == .portions)
        #expect(pace.share(at: 61 * Self.millisecond, backlog: 64, limit: 256) == .whole)
        #expect(pace.shouldCommit(at: 80 * Self.millisecond, pendingRows: 10, segmentsRead: 0))
        #expect(pace.share(at: 1100 * Self.millisecond, backlog: 3, limit: 256) == .idle)
        // Kept from running again soon after: the machine stays busy.
        pace.turned(sleeping: Self.millisecond, until: 1200 * Self.millisecond)
        #expect(pace.share(at: 3100 * Self.millisecond, backlog: 3, limit: 256) == .portions)
        #expect(pace.share(at: 3300 * Self.millisecond, backlog: 3, limit: 256) == .idle)
    }

    @Test("A turn that takes longer than its longest sleep is one that others keep from ending.")
    func starved() {
        #expect(!CollectorPace.isStarved(since: 10 * Self.millisecond, at: 40 * Self.millisecond))
        #expect(CollectorPace.isStarved(since: 10 * Self.millisecond, at: 90 * Self.millisecond))
        #expect(!CollectorPace.isStarved(since: 10 * Self.millisecond, at: 5 * Self.millisecond))
    }

    @Test("An idle program is looked at less and less often, a busy one each millisecond.")
    func pauses() {
        var pace = CollectorPace(now: 0)
        let idle = (0..<6).map { _ in pace.pause(foundRecords: false) / Self.millisecond }
        #expect(idle == [2, 4, 8, 16, 20, 20])
        let busy = pace.pause(foundRecords: true)
        #expect(busy == Self.millisecond)
        let inPortions = pace.pause(foundRecords: true, .portions)
        #expect(inPortions == 4 * Self.millisecond)
    }
}
