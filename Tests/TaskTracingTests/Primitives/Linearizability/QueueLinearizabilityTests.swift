import Synchronization
import TaskTracing
import Testing

@Suite("A queue used from many threads")
struct QueueLinearizabilityTests {
    private typealias Operation = QueueModel.Operation

    private func history(_ entries: [(Operation, Int, Int)]) -> History<Operation> {
        History(entries: entries.map { .init(operation: $0, invoked: $1, returned: $2) })
    }

    @Test("The checker accepts what can have happened, and nothing else.")
    func checker() {
        let model = QueueModel(.firstInFirstOut, maxSize: 1)
        let overlapping = history([(.got(1), 1, 6), (.put(1), 2, 3), (.put(2), 4, 5), (.got(2), 7, 8)])
        #expect(overlapping.isLinearizable(model))
        let twice = history([(.put(1), 1, 2), (.got(1), 3, 4), (.got(1), 5, 6)])
        #expect(!twice.isLinearizable(model))
        let beyondBound = history([(.put(1), 1, 2), (.put(2), 3, 4), (.got(1), 5, 6)])
        #expect(!beyondBound.isLinearizable(model))
        #expect(beyondBound.isLinearizable(QueueModel(.firstInFirstOut, maxSize: 2)))
        let wrongOrder = history([(.put(1), 1, 2), (.put(2), 3, 4), (.got(2), 5, 6), (.got(1), 7, 8)])
        #expect(!wrongOrder.isLinearizable(QueueModel(.firstInFirstOut, maxSize: 0)))
        #expect(wrongOrder.isLinearizable(QueueModel(.lastInFirstOut, maxSize: 0)))
        let early = history([(.got(1), 1, 2), (.put(1), 3, 4)])
        #expect(!early.isLinearizable(model))
        let lost = history([(.put(1), 1, 2), (.isEmpty, 3, 4)])
        #expect(!lost.isLinearizable(model))
        let afterShutDown = history([(.shutDown(immediately: false), 1, 2), (.put(1), 3, 4)])
        #expect(!afterShutDown.isLinearizable(model))
    }

    private func order(_ order: QueueModel.Order) -> TracedQueue<Int>.Order {
        switch order {
        case .firstInFirstOut: .firstInFirstOut
        case .lastInFirstOut: .lastInFirstOut
        case .lowestFirst: .lowestFirst
        }
    }

    /// One operation, and what came of it; nil if it was cancelled.
    private func operate(_ queue: TracedQueue<Int>, _ choice: Int, _ number: Int) async -> Operation? {
        do {
            switch choice {
            case 0..<3:
                try await queue.put(number)
                return .put(number)
            case 3..<6: return .got(try await queue.get())
            case 6:
                try queue.putNowait(number)
                return .put(number)
            case 7: return .got(try queue.getNowait())
            default: return .gotSome(try await queue.get(upTo: 2))
            }
        } catch is QueueFull {
            return .isFull
        } catch is QueueEmpty {
            return .isEmpty
        } catch is QueueShutDown {
            return choice < 3 || choice == 6 ? .putRefused : .getRefused
        } catch {
            return nil
        }
    }

    @Test(
        "Whatever four tasks do, of which some are cancelled, is as if they had done it one after the other.",
        .timeLimit(.minutes(2)), arguments: QueueModel.Order.allCases)
    func linearizable(_ order: QueueModel.Order) async {
        var random = SplitMix(seed: 42)
        for round in 0..<250 {
            let maxSize = Int.random(in: 0...2, using: &random)
            let queue = TracedQueue<Int>(order: self.order(order), maxSize: maxSize)
            let recorder = HistoryRecorder<Operation>()
            let workers = (0..<4).map { worker in
                let choices = (0..<4).map { _ in Int.random(in: 0..<9, using: &random) }
                let pauses = (0..<4).map { _ in Int.random(in: 0..<3, using: &random) }
                return Task.detached {
                    for (step, choice) in choices.enumerated() {
                        for _ in 0..<pauses[step] { await Task.yield() }
                        await recorder.record { await self.operate(queue, choice, worker * 4 + step) }
                    }
                }
            }
            for _ in 0..<Int.random(in: 0..<6, using: &random) { await Task.yield() }
            if round % 2 == 0 { workers[Int.random(in: 0..<4, using: &random)].cancel() }
            for _ in 0..<Int.random(in: 0..<6, using: &random) { await Task.yield() }
            let immediately = round % 3 == 0
            await recorder.record {
                queue.shutDown(immediately: immediately)
                return .shutDown(immediately: immediately)
            }
            for worker in workers { await worker.value }
            let history = recorder.all
            #expect(
                history.isLinearizable(QueueModel(order, maxSize: maxSize)), "\(maxSize): \(history.entries)")
        }
    }
}
