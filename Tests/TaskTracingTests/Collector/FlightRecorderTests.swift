import Testing

@testable import TraceCollector

/// Decisions of the flight recorder; times in nanoseconds.
@Suite("When a flight recorder keeps details")
struct FlightRecorderTests {
    private func recorder(length: Int64? = 100, segments: Int = 10, before: Int64? = nil, after: Int64 = 20)
        -> FlightRecorder
    {
        var limits = FlightRecorder.Limits(nanoseconds: length, segments: segments)
        (limits.before, limits.after) = (before, after)
        return FlightRecorder(limits)
    }

    @Test("While nothing happens, what is older than its length is taken in without details.")
    func idle() {
        let recorder = recorder()
        #expect(recorder.next(at: 1000, filled: 10) == .init(until: 900, isKept: false))
        #expect(recorder.next(at: 1000, filled: 11) == .init(until: 1000, isKept: false, isForRoom: true))
    }

    @Test("By size alone, nothing is taken in until there is too much.")
    func bySize() {
        #expect(recorder(length: nil).next(at: 1000, filled: 3).until == .min)
        #expect(recorder(length: nil).next(at: 1000, filled: 11).isForRoom)
    }

    @Test("What is there when something happens is kept, and what follows; then it is idle again.")
    func window() {
        var recorder = recorder()
        _ = recorder.taken(until: 900)
        let isNew = recorder.trigger("slow", at: 1000)
        let isNewAgain = recorder.trigger("slow again", at: 1010)
        #expect(isNew && !isNewAgain)
        let step = recorder.next(at: 1012, filled: 0)
        #expect(step == .init(until: 1012, isKept: true))
        let opened = FlightRecorder.Window(first: 900, until: 1030, reason: "slow", isOpen: true)
        let actions = [recorder.begin(step), recorder.begin(step), recorder.taken(until: 1012)]
        #expect(actions == [.opened(opened), .none, .none])
        #expect(recorder.next(at: 1100, filled: 0).until == 1030)
        let last = recorder.taken(until: 1030)
        #expect(last == .closed(opened))
        #expect(recorder.next(at: 1200, filled: 0) == .init(until: 1100, isKept: false))
    }

    @Test("With a bound on what was before, the rest is taken in without details first.")
    func before() {
        var recorder = recorder(before: 30)
        _ = recorder.taken(until: 900)
        _ = recorder.trigger("slow", at: 1000)
        #expect(recorder.next(at: 1001, filled: 0) == .init(until: 970, isKept: false))
        _ = recorder.taken(until: 970)
        #expect(recorder.next(at: 1001, filled: 0).isKept)
    }

    @Test("A collector that goes on for one that is gone keeps all that it finds, however old.")
    func recovery() {
        var recorder = recorder(before: 30)
        _ = recorder.taken(until: 900)
        recorder.keepTheRest("recovered", at: 1_000_000, all: true)
        let step = recorder.next(at: 1_000_001, filled: 99)
        #expect(step.isKept)
        let action = recorder.begin(step)
        #expect(
            action == .opened(.init(first: 900, until: .max, reason: "recovered", isOpen: true)))
    }

    @Test("At its end everything that is there is kept, without an end.")
    func end() {
        var recorder = recorder()
        _ = recorder.taken(until: 900)
        recorder.keepTheRest("end", at: 1000)
        let step = recorder.next(at: 1001, filled: 99)
        #expect(step == .init(until: 1001, isKept: true))
        _ = recorder.begin(step)
        let action = recorder.taken(until: 1001)
        #expect(action == .none)
        #expect(recorder.next(at: 2000, filled: 0).until == 2000)
    }
}
