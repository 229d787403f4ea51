import Glibc
import TaskTracing
import Testing

@Suite("asyncio's timeouts", .timeLimit(.minutes(1)))
struct TimeoutTests {
    @Test("test_timeouts.TimeoutTests.test_timeout_basic: a body that takes too long ends by TimeoutError")
    func basic() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .milliseconds(10))
            await #expect(throws: TimeoutError()) { try await timeout.run { try await napUntilCancelled() } }
            #expect(timeout.isExpired)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_at_basic: a deadline is kept, and told")
    func deadline() async throws {
        try await onLoop { loop in
            let deadline = loop.time() + .milliseconds(10)
            let timeout = Timeout(at: deadline)
            await #expect(throws: TimeoutError()) { try await timeout.run { try await napUntilCancelled() } }
            #expect(timeout.isExpired)
            #expect(timeout.when == deadline)
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_nested_timeouts: of two at one deadline, only the outer one throws")
    func nested() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let deadline = loop.time() + .milliseconds(10)
            let outer = Timeout(at: deadline)
            let inner = Timeout(at: deadline)
            await #expect(throws: TimeoutError()) {
                try await outer.run {
                    do {
                        try await inner.run { try await napUntilCancelled() }
                    } catch {
                        journal.add("\(type(of: error))")
                        throw error
                    }
                }
            }
            #expect(journal.all == ["CancellationError"])
            #expect(outer.isExpired && inner.isExpired)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_waiter_cancelled: the body sees a cancellation")
    func waiterCancelled() async throws {
        try await onLoop { _ in
            let journal = Journal<String>()
            await #expect(throws: TimeoutError()) {
                try await withTimeout(.milliseconds(10)) {
                    do {
                        try await napUntilCancelled()
                    } catch {
                        journal.add("\(type(of: error))")
                        throw error
                    }
                }
            }
            #expect(journal.all == ["CancellationError"])
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_not_called: a body that ends in time is left alone")
    func notCalled() async throws {
        try await onLoop { loop in
            let timeout = Timeout(after: .seconds(10))
            try await timeout.run { try await nap(5) }
            #expect(!timeout.isExpired)
            #expect(timeout.when.map { $0 > loop.time() } == true)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_disabled: without a delay there is no limit")
    func disabled() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: nil)
            try await timeout.run { try await nap(5) }
            #expect(!timeout.isExpired)
            #expect(timeout.when == nil)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_at_disabled: without a deadline there is no limit")
    func disabledDeadline() async throws {
        try await onLoop { _ in
            let timeout = Timeout(at: nil)
            try await timeout.run { try await nap(5) }
            #expect(!timeout.isExpired)
            #expect(timeout.when == nil)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_zero: no time at all ends the body at its first wait")
    func zero() async throws {
        try await onLoop { loop in
            let before = loop.time()
            let timeout = Timeout(after: .zero)
            await #expect(throws: TimeoutError()) { try await timeout.run { try await napUntilCancelled() } }
            let when = try #require(timeout.when)
            #expect(timeout.isExpired && before <= when && when <= loop.time())
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_zero_sleep_zero: also if that wait would be short")
    func zeroSleepZero() async throws {
        try await onLoop { loop in
            let before = loop.time()
            let timeout = Timeout(after: .zero)
            await #expect(throws: TimeoutError()) { try await timeout.run { try await nap(0) } }
            let when = try #require(timeout.when)
            #expect(timeout.isExpired && before <= when && when <= loop.time())
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_in_the_past_sleep_zero: a time that has passed is over")
    func inThePast() async throws {
        try await onLoop { loop in
            let before = loop.time()
            let timeout = Timeout(after: .seconds(-11))
            await #expect(throws: TimeoutError()) { try await timeout.run { try await nap(0) } }
            #expect(timeout.isExpired && timeout.when.map { $0 <= before } == true)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_foreign_exception_passed: the body's error comes through")
    func foreignError() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .milliseconds(10))
            await #expect(throws: SomeError()) { try await timeout.run { throw SomeError() } }
            #expect(!timeout.isExpired)
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_timeout_exception_context: a wait while another error is handled ends so too"
    )
    func whileHandling() async throws {
        try await onLoop { _ in
            await #expect(throws: TimeoutError()) {
                try await withTimeout(.milliseconds(10)) {
                    do {
                        throw DivisionError()
                    } catch is DivisionError {
                        try await napUntilCancelled()
                    }
                }
            }
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_foreign_exception_on_timeout: an error thrown because of the cancellation has its way"
    )
    func errorOnTimeout() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .milliseconds(10))
            await #expect(throws: DivisionError.self) {
                try await timeout.run {
                    do { try await napUntilCancelled() } catch { throw DivisionError() }
                }
            }
            #expect(timeout.isExpired)
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_foreign_exception_on_timeout_2: of several errors, the last one counts"
    )
    func lastErrorOnTimeout() async throws {
        try await onLoop { _ in
            await #expect(throws: DivisionError.self) {
                try await withTimeout(.milliseconds(10)) {
                    do {
                        do {
                            throw SomeError()
                        } catch is SomeError {
                            try await napUntilCancelled()
                        }
                    } catch {
                        do { throw CleanupError() } catch { throw DivisionError() }
                    }
                }
            }
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired: a cancellation in time stays one"
    )
    func foreignCancel() async throws {
        try await onLoop { loop in
            let timeout = Timeout(after: .seconds(10))
            let task = loop.createTask {
                try await timeout.run {
                    cancelCurrentTask()
                    try await napUntilCancelled()
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(!timeout.isExpired)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_outer_task_is_not_cancelled: the task that had a timeout goes on")
    func outerTask() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                await #expect(throws: TimeoutError()) {
                    try await withTimeout(.milliseconds(1)) { try await napUntilCancelled() }
                }
                #expect(!Task.isCancelled)
            }
            try await task.value
            #expect(task.isDone && !task.isCancelled)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_nested_timeouts_concurrent: the outer one ends a longer inner one")
    func nestedConcurrent() async throws {
        try await onLoop { _ in
            let inner = Timeout(after: .seconds(10))
            await #expect(throws: TimeoutError()) {
                try await withTimeout(.milliseconds(2)) {
                    try await inner.run {
                        usleep(10_000)
                        try await napUntilCancelled()
                    }
                }
            }
            #expect(inner.state == .finished)
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_nested_timeouts_loop_busy: what is due while the loop is busy comes after"
    )
    func loopBusy() async throws {
        try await onLoop { loop in
            let before = loop.time()
            await #expect(throws: TimeoutError()) {
                try await withTimeout(.milliseconds(30)) {
                    do {
                        try await withTimeout(.milliseconds(10)) {
                            usleep(30_000)
                            try await napUntilCancelled()
                        }
                    } catch is TimeoutError {}
                    try await napUntilCancelled()
                }
            }
            #expect(before.duration(to: loop.time()) < .seconds(10))
        }
    }

    @Test("test_timeouts.TimeoutTests.test_reschedule: the time can be moved, and taken away")
    func reschedule() async throws {
        try await onLoop { loop in
            let first = loop.time() + .seconds(10)
            let second = first + .seconds(20)
            let entered = TracedFuture<Timeout>()
            let task = loop.createTask {
                try await withDeadline(first) { timeout in
                    try entered.setResult(timeout)
                    try await napUntilCancelled()
                }
            }
            let timeout = try await entered.value
            #expect(timeout.when == first)
            try timeout.reschedule(to: second)
            #expect(timeout.when == second)
            try timeout.reschedule(to: nil)
            #expect(timeout.when == nil)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(!timeout.isExpired)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_repr_active: an active one tells how long it has")
    func descriptionActive() async throws {
        try await onLoop { _ in
            try await withTimeout(.seconds(10), name: "t") { timeout in
                #expect("\(timeout)".contains(/^<Timeout active name='t' when=\+(10|9)\.\d{3}s>$/))
            }
        }
    }

    @Test("test_timeouts.TimeoutTests.test_repr_expired: an expired one says so")
    func descriptionExpired() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .milliseconds(5), name: "t")
            await #expect(throws: TimeoutError()) { try await timeout.run { try await napUntilCancelled() } }
            #expect("\(timeout)" == "<Timeout expired name='t'>")
        }
    }

    @Test("test_timeouts.TimeoutTests.test_repr_finished: a finished one says so")
    func descriptionFinished() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .seconds(10), name: "t")
            try await timeout.run { try await nap(0) }
            #expect("\(timeout)" == "<Timeout finished name='t'>")
        }
    }

    @Test("test_timeouts.TimeoutTests.test_repr_disabled: one without a limit says so")
    func descriptionDisabled() async throws {
        try await onLoop { _ in
            try await withTimeout(nil, name: "t") { timeout in
                #expect("\(timeout)" == "<Timeout active name='t' when=never>")
            }
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_nested_timeout_in_finally: a clean-up may have a timeout of its own")
    func nestedInCleanup() async throws {
        try await onLoop { _ in
            await #expect(throws: TimeoutError()) {
                try await withTimeout(.milliseconds(10)) {
                    do {
                        try await napUntilCancelled()
                    } catch {
                        // A child of a cancelled task is one from the beginning.
                        let cleanup = Timeout(after: .milliseconds(10))
                        let error = await errorThrown {
                            try await cleanup.run {
                                await stubbornNap(20)
                                try Task.checkCancellation()
                            }
                        }
                        #expect(error is TimeoutError)
                        throw CancellationError()
                    }
                }
            }
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_timeout_after_cancellation: a cancellation that was overcome does not count"
    )
    func afterCancellation() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                cancelCurrentTask()
                do { try await nap(1000) } catch is CancellationError {}
                await #expect(throws: TimeoutError()) {
                    try await withTimeout(.zero) { try await nap(1000) }
                }
            }
            try await task.value
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_cancel_in_timeout_after_cancellation: a further cancellation counts for more than the time"
    )
    func cancelAfterCancellation() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                cancelCurrentTask()
                do { try await nap(1000) } catch is CancellationError {}
                try await withTimeout(.seconds(1)) {
                    cancelCurrentTask()
                    try await nap(2000)
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_already_entered: its body cannot run it again")
    func alreadyEntered() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .seconds(10))
            try await timeout.run {
                await #expect(throws: InvalidStateError.timeoutAlreadyEntered) { try await timeout.run {} }
                #expect(timeout.state == .active)
            }
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_double_enter: it runs once")
    func doubleEnter() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .seconds(10))
            try await timeout.run {}
            await #expect(throws: InvalidStateError.timeoutAlreadyEntered) { try await timeout.run {} }
            #expect("\(InvalidStateError.timeoutAlreadyEntered)".contains("has already been entered"))
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_finished: a finished one cannot be moved")
    func finished() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .seconds(10))
            try await timeout.run {}
            let error = #expect(throws: InvalidStateError.self) { try timeout.reschedule(after: .seconds(1)) }
            #expect(error?.description.contains("finished") == true)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_expired: an expired one cannot be moved")
    func expired() async throws {
        try await onLoop { _ in
            let timeout = Timeout(after: .milliseconds(5))
            await #expect(throws: TimeoutError()) { try await timeout.run { try await napUntilCancelled() } }
            let error = #expect(throws: InvalidStateError.self) { try timeout.reschedule(after: .seconds(1)) }
            #expect(error?.description.contains("expired") == true)
        }
    }

    @Test(
        "test_timeouts.TimeoutTests.test_timeout_expiring: nor can one that expires; its body may still succeed"
    )
    func expiring() async throws {
        try await onLoop { _ in
            let value = try await withTimeout(.milliseconds(5)) { timeout in
                await #expect(throws: CancellationError.self) { try await napUntilCancelled() }
                let error = #expect(throws: InvalidStateError.self) {
                    try timeout.reschedule(after: .seconds(1))
                }
                #expect(error?.description.contains("expiring") == true)
                return 1
            }
            #expect(value == 1)
        }
    }

    @Test("test_timeouts.TimeoutTests.test_timeout_not_entered: nor can one whose body does not run yet")
    func notEntered() {
        let timeout = Timeout(after: .seconds(10))
        #expect(timeout.state == .created)
        #expect(throws: InvalidStateError.timeoutNotEntered) { try timeout.reschedule(after: .seconds(1)) }
        #expect("\(InvalidStateError.timeoutNotEntered)".contains("has not been entered"))
    }

    @Test(
        "test_timeouts.TimeoutTests.test_timeout_taskgroup: the errors of a group count for more than the time"
    )
    func taskGroup() async throws {
        try await onLoop { _ in
            let error = await errorThrown {
                try await withTimeout(.milliseconds(10)) {
                    try await withTracedTaskGroup { group in
                        try group.createTask {
                            do { try await napUntilCancelled() } catch { throw DivisionError() }
                        }
                        do {
                            throw SomeError()
                        } catch is SomeError {
                            try await napUntilCancelled()
                        }
                    }
                }
            }
            #expect(errorTypes(error) == ["DivisionError"])
        }
    }
}
