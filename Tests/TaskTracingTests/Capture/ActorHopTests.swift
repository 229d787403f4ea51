import Foundation
import Synchronization
import TaskTracing
import Testing
import TraceStore

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

private actor Stock {
    private var count = 0

    /// Keeps the actor busy for so long that the next task surely waits for it, and says when it begins.
    func hold(_ begun: Flag) {
        begun.set()
        Thread.sleep(forTimeInterval: 0.1)
    }
    func add() { count += 1 }
}

private actor Shelf<Item: Sendable> {
    private var items: [Item] = []
    func hold() { Thread.sleep(forTimeInterval: 0.05) }
    func put(_ item: Item) { items.append(item) }
}

/// A serial executor of the program's own: a thread that runs what it is given.
private final class Desk: SerialExecutor, @unchecked Sendable {
    // Unchecked: the queue is thread-safe.
    private let queue = DispatchQueue(label: "desk")
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedSerialExecutor()
        queue.async { unsafe job.runSynchronously(on: executor) }
    }
}

private actor Clerk {
    private let desk: Desk
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe desk.asUnownedSerialExecutor() }
    init(_ desk: Desk) { self.desk = desk }
    func serve() {}
}

extension RecordingTests {
    /// Hops of tasks named `visitor`, by actor: its kind, its type, how many of that type, how many waits.
    private static let hops = """
        SELECT o.kind, a.object_name, count(DISTINCT a.object), count(*) FROM awaits a
        JOIN objects o ON o.id = a.object WHERE a.reason = 'actor' AND a.task_name = 'visitor' AND o.kind = 'actor'
        GROUP BY 1, 2 ORDER BY 2
        """

    @Test("A wait for an actor names the actor's type, and tells two actors of one type apart.")
    func contendedActors() async throws {
        let stocks = [Stock(), Stock()]
        let trace = try await TracedProgram.run {
            // One after the other: a held actor keeps one of the few threads that tasks have.
            for stock in stocks {
                let begun = Flag()
                let holder = Task { await stock.hold(begun) }
                while !begun.isSet { try? await Task.sleep(for: .milliseconds(1)) }
                for _ in 0..<3 { await Task(name: "visitor") { await stock.add() }.value }
                await holder.value
            }
        }
        let rows = try trace.table(Self.hops)
        // A task that finds the actor free goes on without a wait: only the first of each three surely waits.
        #expect(rows.count == 1 && rows.first?.hasPrefix("actor|Stock|2|") == true)
    }

    @Test("An actor of a generic type has the name of the type.")
    func genericActor() async throws {
        let shelf = Shelf<Int>()
        let trace = try await TracedProgram.run {
            let holder = Task { await shelf.hold() }
            try? await Task.sleep(for: .milliseconds(10))
            await Task(name: "visitor") { await shelf.put(1) }.value
            await holder.value
        }
        #expect(try trace.table(Self.hops) == ["actor|Shelf|1|1"])
    }

    @Test("An executor of the program's own is named by its type, and is no actor.")
    func customExecutor() async throws {
        let clerk = Clerk(Desk())
        let trace = try await TracedProgram.run {
            await Task(name: "visitor") { for _ in 0..<3 { await clerk.serve() } }.value
        }
        let rows = try trace.table(
            """
            SELECT DISTINCT o.kind, o.name, o.created FROM awaits a JOIN objects o ON o.id = a.object
            WHERE a.reason = 'actor' AND a.task_name = 'visitor' ORDER BY o.name
            """)
        #expect(rows == ["executor|Desk|-", "executor|global executor|-"])
    }

    @Test("Each recording tells the actors anew.")
    func actorsOfTheNextRecording() async throws {
        let clerk = Clerk(Desk())
        for _ in 0..<2 {
            let trace = try await TracedProgram.run {
                await Task(name: "visitor") { await clerk.serve() }.value
            }
            #expect(try trace.number("SELECT count(*) FROM objects WHERE name = 'Desk'") == 1)
        }
    }
}
