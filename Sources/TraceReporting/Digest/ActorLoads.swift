/// What actors had to do: who came to them, how long they had to wait, and how long they then ran there.
///
/// An actor that is free is entered without a wait, which no trace shows; so these are the waits where it was not.
struct ActorLoads: Sendable {
    struct Load: Sendable {
        var hops = WaitSum()
        /// How long those ran there who had to wait.
        var run: Int64 = 0
        var first: Int64 = .max
        var last: Int64 = 0
        /// Some of those who came.
        var tasks: Set<Int64> = []
        var longest = WaitDigest.Wait()
    }

    private struct Place: Hashable {
        let actor: Int64
        let site: Int64
    }

    private(set) var loads: [Int64: Load] = [:]
    private var runs: [Place: Int64] = [:]

    mutating func add(_ wait: WaitDigest.Wait) {
        loads[wait.object, default: Load()].add(wait)
        let place = Place(actor: wait.object, site: wait.site)
        runs[place] = (runs[place] ?? 0).clampedAdding(wait.run)
    }

    /// The places of an actor at which most time was spent, the first with most.
    func sites(of actor: Int64) -> [(site: Int64, run: Int64)] {
        runs.filter { $0.key.actor == actor }.map { ($0.key.site, $0.value) }
            .sorted { ($1.run, $0.site) < ($0.run, $1.site) }
    }
}

extension ActorLoads.Load {
    /// Enough to tell a few tasks from many.
    private static let tasksKept = 64

    mutating func add(_ wait: WaitDigest.Wait) {
        hops.add(wait)
        run = run.clampedAdding(wait.run)
        first = min(first, wait.began)
        last = max(last, wait.ended)
        if tasks.count < Self.tasksKept { tasks.insert(wait.task) }
        if wait.delay > longest.delay { longest = wait }
    }
}
