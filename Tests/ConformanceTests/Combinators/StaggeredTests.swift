import TaskTracing
import Testing

@Suite("asyncio's staggered race", .timeLimit(.minutes(1)))
struct StaggeredTests {
    private func result(_ index: Int) -> TracedOperation<String> {
        { "Res: \(index)" }
    }

    private func failing(_ index: Int) -> TracedOperation<String> {
        { throw SomeError(number: index) }
    }

    private func errors<Value>(_ result: StaggeredRaceResult<Value>) -> [String?] {
        result.errors.map { $0.map { String(describing: type(of: $0)) } }
    }

    @Test("test_staggered.StaggeredTests.test_empty: of none, none wins")
    func empty() async throws {
        try await onLoop { _ in
            let race = try await staggeredRace([TracedOperation<String>](), delay: nil)
            #expect(race.winner == nil && race.errors.isEmpty)
        }
    }

    @Test("test_staggered.StaggeredTests.test_one_successful: when the first succeeds, no other begins")
    func oneSuccessful() async throws {
        try await onLoop { _ in
            let race = try await staggeredRace([result(0), result(1)], delay: nil)
            #expect(race.winner?.index == 0 && race.winner?.value == "Res: 0")
            #expect(errors(race) == [nil])
        }
    }

    @Test("test_staggered.StaggeredTests.test_first_error_second_successful: after an error the next begins")
    func secondAfterError() async throws {
        try await onLoop { _ in
            let race = try await staggeredRace([failing(0), result(1)], delay: nil)
            #expect(race.winner?.index == 1 && race.winner?.value == "Res: 1")
            #expect(errors(race) == ["SomeError", nil])
        }
    }

    @Test(
        "test_staggered.StaggeredTests.test_first_timeout_second_successful: after the delay the next begins")
    func secondAfterDelay() async throws {
        try await onLoop { _ in
            let slow: TracedOperation<String> = {
                try await napUntilCancelled()
                return "Res: 0"
            }
            let race = try await staggeredRace([slow, result(1)], delay: .milliseconds(10))
            #expect(race.winner?.index == 1 && race.winner?.value == "Res: 1")
            #expect(errors(race) == ["CancellationError", nil])
        }
    }

    @Test("test_staggered.StaggeredTests.test_none_successful: when all fail, all errors are told")
    func noneSuccessful() async throws {
        try await onLoop { _ in
            let race = try await staggeredRace([failing(0), failing(1)], delay: nil)
            #expect(race.winner == nil)
            #expect(race.errors.map { $0 as? SomeError } == [SomeError(number: 0), SomeError(number: 1)])
        }
    }

    @Test("test_staggered.StaggeredTests.test_multiple_winners: of two that succeed at once, the first wins")
    func multipleWinners() async throws {
        try await onLoop { _ in
            let event = TracedEvent()
            func waiting(_ index: Int) -> TracedOperation<Int> {
                {
                    try await event.wait()
                    return index
                }
            }
            let setting: TracedOperation<Int> = {
                event.set()
                try await napUntilCancelled()
                return 2
            }
            let race = try await staggeredRace([waiting(0), waiting(1), setting], delay: .milliseconds(5))
            #expect(race.winner?.index == 0 && race.winner?.value == 0)
            #expect(errors(race) == [nil, "CancellationError", "CancellationError"])
        }
    }

    @Test(
        "test_staggered.StaggeredTests.test_cancelled: a race that is cancelled throws, whatever its operations do"
    )
    func cancelled() async throws {
        try await onLoop { _ in
            let journal = Journal<String>()
            await #expect(throws: TimeoutError()) {
                try await withTimeout(nil) { outer in
                    try await withTimeout(nil) { inner in
                        let stubborn: TracedOperation<Void> = {
                            try inner.reschedule(after: .seconds(-1))
                            do { try await napUntilCancelled() } catch { journal.add("cancelled 1") }
                            try outer.reschedule(after: .seconds(-1))
                            do { try await napUntilCancelled() } catch { journal.add("cancelled 2") }
                        }
                        do {
                            _ = try await staggeredRace([stubborn], delay: nil)
                        } catch {
                            journal.add("cancelled 3")
                            throw error
                        }
                    }
                }
            }
            #expect(journal.all == ["cancelled 1", "cancelled 2", "cancelled 3"])
        }
    }
}
