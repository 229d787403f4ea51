import Foundation
import Synchronization

// Tasks that go on only when they are cancelled, and who cancels them.
extension Interpreter {
    func runVictim(_ plan: Operation.VictimPlan, _ context: Context) async {
        let gate = gate(plan.place, context)
        let victim = start(.task, by: context.me, on: gate) { inside in
            try? await run(plan.operations, inside)
            try await end(plan.ending, inside)
        }
        // It has not ended before it is cancelled, since nothing else lets it end, unless it cancels itself.
        let isAlive = !plan.operations.contains { if case .cancelSelf = $0 { true } else { false } }
        let least = context.gate != nil && gate === context.gate ? 1 : 0
        @Sendable func request(by canceller: TaskTruth?, on gate: Gate?) {
            truth.cancels(victim.truth, by: canceller, on: gate, isAlive: isAlive)
            victim.cancel()
        }
        switch plan.canceller {
        case .creator:
            request(by: context.me, on: context.gate)
            await join(victim, least, context)
        case .task:
            leave(start(.task, by: context.me, on: context.gate) { request(by: $0.me, on: $0.gate) })
            await join(victim, least, context)
        case .twoTasks:
            for _ in 0..<2 {
                leave(
                    start(.task, by: context.me, on: context.gate) {
                        truth.cancels(victim.truth, by: $0.me, on: $0.gate)
                        victim.cancel()
                    })
            }
            await join(victim, least, context)
        case .gate:
            let gate = context.gate ?? gates[0]
            gate.async { request(by: nil, on: gate) }
            await join(victim, least, context)
        case .thread:
            let start: @Sendable () -> Void = { Thread.detachNewThread { request(by: nil, on: nil) } }
            if let gate = context.gate { gate.async(start) } else { start() }
            await join(victim, least, context)
        }
    }

    private func end(_ ending: Operation.VictimPlan.Ending, _ context: Context) async throws {
        let me = context.me
        switch ending {
        case .sleep:
            me.expect(ExpectedWait("sleep", 0...1, by: [], endsWhenCancelled: true))
            try await Task.sleep(for: .seconds(600))
        case .handler:
            me.expect(ExpectedWait("continuation", 0...1, by: [], endsWhenCancelled: true))
            await waitForCancel()
        case .group:
            try await runGroup(
                Operation.GroupPlan(
                    style: .throwing,
                    children: [.init(operations: [.endless]), .init(operations: [.endless])],
                    cancelsAll: false, late: nil, consumption: .iterate), context)
        case .asyncLet:
            try await runAsyncLets([[.endless], [.endless]], awaited: 2, context)
        case .stream:
            me.expect(ExpectedWait("stream", 0...1, by: [], endsWhenCancelled: true))
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            for await _ in stream {}
            // A stream whose continuation is gone is over.
            withExtendedLifetime(continuation) {}
        }
    }

    private func waitForCancel() async {
        let waiting = Mutex<(continuation: CheckedContinuation<Void, Never>?, isCancelled: Bool)>(
            (nil, false))
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = waiting.withLock { state in
                    if !state.isCancelled { state.continuation = continuation }
                    return state.isCancelled
                }
                if isCancelled { continuation.resume() }
            }
        } onCancel: {
            waiting.withLock { state in
                state.isCancelled = true
                return state.continuation.take()
            }?.resume()
        }
    }
}

extension Operation {
    fileprivate static let endless = Operation.sleep(microseconds: 600_000_000)
}
