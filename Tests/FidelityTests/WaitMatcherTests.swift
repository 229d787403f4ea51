import Testing

/// The suite is worth what its comparison can find.
@Suite("Matching the waits of a task") struct WaitMatcherTests {
    private let sleep = ExpectedWait("sleep", 0...1, by: [.thread], endsWhenCancelled: true)
    private let resumed = ExpectedWait("continuation", 1...1, by: [.task(7)])

    private func wait(_ reason: String, by waker: ExpectedWait.Waker?, atOnce: Bool = false)
        -> WaitMatcher.Wait
    {
        WaitMatcher.Wait(reason: reason, object: nil, waker: waker, endedAtOnce: atOnce)
    }

    private func matches(
        _ waits: [WaitMatcher.Wait], _ expected: [ExpectedWait],
        cancelledBy cancellers: Set<ExpectedWait.Waker> = []
    ) -> Bool {
        WaitMatcher(expected: expected, cancellers: cancellers, mayBeCancelled: !cancellers.isEmpty)
            .match(waits).isComplete
    }

    @Test("Waits that may be missing may be missing, others not.")
    func counts() {
        #expect(matches([wait("continuation", by: .task(7))], [sleep, resumed]))
        #expect(matches([wait("sleep", by: .thread), wait("continuation", by: .task(7))], [sleep, resumed]))
        #expect(!matches([wait("sleep", by: .thread)], [sleep, resumed]))
        #expect(!matches([], [resumed]))
    }

    @Test("A wait too many, another reason, another order and another waker are found.")
    func differences() {
        let one = wait("continuation", by: .task(7))
        #expect(!matches([one, one], [resumed]))
        #expect(!matches([wait("stream", by: .task(7))], [resumed]))
        #expect(!matches([one, wait("sleep", by: .thread)], [sleep, resumed]))
        for waker in [ExpectedWait.Waker.task(8), .thread, .nobody] {
            #expect(!matches([wait("continuation", by: waker)], [resumed]))
        }
    }

    @Test("What surely suspended did not go on at once.")
    func atOnce() {
        #expect(!matches([wait("continuation", by: nil, atOnce: true)], [resumed]))
        #expect(matches([wait("sleep", by: nil, atOnce: true)], [sleep]))
    }

    @Test("A canceller ends a wait that ends when the task is cancelled, and no other.")
    func cancelled() {
        #expect(matches([wait("sleep", by: .task(9))], [sleep], cancelledBy: [.task(9)]))
        #expect(!matches([wait("sleep", by: .task(8))], [sleep], cancelledBy: [.task(9)]))
        #expect(!matches([wait("continuation", by: .task(9))], [resumed], cancelledBy: [.task(9)]))
    }

    @Test("The same seed makes the same program.")
    func seeds() {
        #expect("\(Program(seed: 17).operations)" == "\(Program(seed: 17).operations)")
        #expect("\(Program(seed: 17).operations)" != "\(Program(seed: 18).operations)")
    }
}
