import Foundation

// What each operation does, and what is known of it before it does it.
extension Interpreter {
    func run(_ operations: [Operation], _ context: Context) async throws {
        for operation in operations { try await run(operation, context) }
    }

    private func run(_ operation: Operation, _ context: Context) async throws {
        let me = context.me
        switch operation {
        case .work:
            break
        case .sleep(let microseconds):
            // The timer may ring before the task has suspended.
            me.expect(ExpectedWait("sleep", 0...1, by: [.thread], endsWhenCancelled: true))
            try await Task.sleep(for: .microseconds(microseconds))
        case .yield:
            me.expect(ExpectedWait("yield", 0...1, by: [.thread]))
            await Task.yield()
        case .continuation(let resumer, let throwing):
            try await waitForContinuation(resumer, throwing, context)
        case .stream(let elements, let producer):
            await iterate(elements, producer, context)
        case .group(let plan):
            try await runGroup(plan, context)
        case .asyncLets(let children, let awaited):
            try await runAsyncLets(children, awaited: awaited, context)
        case .spawn(let plan):
            await spawn(plan, context)
        case .sharedValue(let waiters):
            await shareValue(waiters, context)
        case .victim(let plan):
            await runVictim(plan, context)
        case .defaultActor(let index, let yields):
            me.runsElsewhere()
            me.expect(.hop(0...1))
            if yields {
                // Task.yield is no function of the actor.
                me.expect(.hop(0...1))
                me.expect(ExpectedWait("yield", 0...1, by: [.thread]))
                me.expect(.hop(0...1))
                me.expect(.hop(0...1))
                await defaultActors[index].visitAndYield()
            } else {
                me.expect(.hop(0...1))
                await defaultActors[index].visit()
            }
        case .gateActor(let index):
            // An executor that is not the runtime's never lets go of its thread: there and back are one hop each.
            me.expect(.hop(1...1))
            me.expect(.hop(1...1))
            await gateActors[index].visit()
        case .mainActor:
            me.expect(.hop(1...1))
            me.expect(.hop(1...1))
            await MainActor.run {}
        case .onGate(let index, let operations):
            try await runOnGate(gates[index], operations, context)
        case .taskLocal(let operations):
            try await Self.$depth.withValue(Self.depth + 1) { try await run(operations, context) }
        case .cancelSelf:
            truth.cancels(me, by: me, on: context.gate, isAlive: true)
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
        case .fail(.structure): throw Failed()
        case .fail(.object): throw FailedObject()
        case .fail(.cancellation): throw CancellationError()
        }
    }

    private func runOnGate(_ gate: Gate, _ operations: [Operation], _ context: Context) async throws {
        let changes = gate !== context.gate
        let least = context.gate == nil && context.me.isOnGateAtTimes ? 0 : 1
        if changes { context.me.expect(.hop(least...1)) }
        var inside = context
        inside.gate = gate
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await withTaskExecutorPreference(gate) { [inside] in try await run(operations, inside) })
        } catch {
            result = .failure(error)
        }
        if changes { context.me.expect(.hop(least...1)) }
        try result.get()
    }

    // MARK: Continuations and streams

    private func waitForContinuation(
        _ resumer: Operation.Resumer, _ throwing: Bool, _ context: Context
    ) async throws {
        let result: Result<Void, any Error> = throwing ? .failure(Failed()) : .success(())
        let me = context.me
        switch resumer {
        case .atOnce:
            try await withCheckedThrowingContinuation { $0.resume(with: result) }
        case .thread:
            me.expect(ExpectedWait("continuation", context.least...1, by: [.thread]))
            try await withCheckedThrowingContinuation { continuation in
                let resume: @Sendable () -> Void = {
                    Thread.detachNewThread { continuation.resume(with: result) }
                }
                if let gate = context.gate { gate.async(resume) } else { resume() }
            }
        case .gate:
            me.expect(ExpectedWait("continuation", context.least...1, by: [.thread]))
            let gate = context.gate ?? gates[0]
            unsafe try await withUnsafeThrowingContinuation { continuation in
                gate.async { unsafe continuation.resume(with: result) }
            }
        case .task:
            let resuming = make(.unstructured, by: me, on: context.gate)
            me.expect(ExpectedWait("continuation", context.least...1, by: [.task(resuming.id)]))
            let task: Task<Void, any Error> = try await withCheckedThrowingContinuation { outer in
                let made = MadeTask()
                let work: @Sendable () async throws -> Void = {
                    try await body(of: resuming) { _ in
                        outer.resume(with: result.map { made.task })
                    }
                }
                made.set(
                    context.gate == nil
                        ? Task(name: resuming.name, operation: work)
                        : Task(name: resuming.name, executorPreference: context.gate, operation: work))
            }
            await join(Handle(truth: resuming, cancel: {}, wait: { _ = await task.result }), 0, context)
        }
    }

    private func iterate(_ elements: Int, _ producer: Operation.Producer, _ context: Context) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        let me = context.me
        let most = elements + 1
        switch producer {
        case .before:
            for element in 0..<elements { continuation.yield(element) }
            continuation.finish()
            for await _ in stream {}
        case .thread:
            me.expect(
                ExpectedWait("stream", context.least...most, by: [.thread], endsWhenCancelled: true))
            let produce: @Sendable () -> Void = {
                for element in 0..<elements { continuation.yield(element) }
                continuation.finish()
            }
            if let gate = context.gate { gate.async(produce) } else { Thread.detachNewThread(produce) }
            for await _ in stream {}
        case .task:
            let handle = start(.task, by: me, on: context.gate) { inside in
                for element in 0..<elements {
                    continuation.yield(element)
                    inside.me.expect(ExpectedWait("yield", 0...1, by: [.thread]))
                    await Task.yield()
                }
                continuation.finish()
            }
            me.expect(
                ExpectedWait(
                    "stream", context.least...most, by: [.task(handle.truth.id)], endsWhenCancelled: true))
            for await _ in stream {}
            await join(handle, 0, context)
        }
    }

    // MARK: Unstructured tasks

    private func spawn(_ plan: Operation.SpawnPlan, _ context: Context) async {
        // An immediate task begins on the thread that makes it, wherever it goes on.
        let place = plan.maker == .immediate ? .here : plan.place
        let gate = gate(place, context)
        let handle = start(
            plan.maker, by: context.me, on: gate, priority: plan.priority, swallowsErrors: plan.swallowsErrors
        ) { try await run(plan.operations, $0) }
        let isSure = context.gate != nil && gate === context.gate && plan.maker != .immediate
        switch plan.afterwards {
        case .later:
            leave(handle)
        case .await:
            await join(handle, isSure ? 1 : 0, context)
        case .cancelAndAwait:
            truth.cancels(handle.truth, by: context.me, on: context.gate)
            handle.cancel()
            await join(handle, isSure ? 1 : 0, context)
        }
    }

    private func shareValue(_ waiters: Int, _ context: Context) async {
        let target = start(.task, by: context.me, on: context.gate) { inside in
            // On a gate it goes on when all that await it have suspended: they were enqueued before.
            inside.me.expect(ExpectedWait("continuation", inside.least...1, by: [.thread]))
            await withCheckedContinuation { continuation in
                if let gate = inside.gate {
                    gate.async { gate.async { continuation.resume() } }
                } else {
                    gates[0].async { continuation.resume() }
                }
            }
        }
        let waiting = (0..<waiters).map { _ in
            start(.task, by: context.me, on: context.gate) { inside in
                await join(target, inside.least, inside)
            }
        }
        for handle in waiting { await join(handle, 0, context) }
    }
}

/// A task that another one is told of before it exists.
private final class MadeTask: @unchecked Sendable {
    private let condition = NSCondition()
    private var made: Task<Void, any Error>?

    func set(_ task: Task<Void, any Error>) {
        condition.withLock { made = task }
        condition.broadcast()
    }

    var task: Task<Void, any Error> {
        condition.withLock {
            while true {
                if let made { return made }
                condition.wait()
            }
        }
    }
}
