/// Whether the waits of a task are those that its program expects, one after the other.
///
/// An expectation may stand for several waits or for none, so this is the matching of a regular expression.
struct WaitMatcher {
    var expected: [ExpectedWait]
    /// Who may have ended a wait that ends when the task is cancelled.
    var cancellers: Set<ExpectedWait.Waker>
    var mayBeCancelled: Bool
    /// Whether a hop may come anywhere.
    var hopsFreely = false

    struct Wait {
        var reason: String?
        var object: TaskTruth.ID?
        var waker: ExpectedWait.Waker?
        var endedAtOnce: Bool
    }

    /// How many waits fit at most, from the first on, and whether the program expects no further ones.
    func match(_ waits: [Wait]) -> (matched: Int, isComplete: Bool) {
        let waits = hopsFreely ? waits.filter { !Self.isHop($0) } : waits
        let expected = hopsFreely ? expected.filter { $0.wakers != [.nobody] } : expected
        // How many waits may be behind us when the expectations so far are.
        var reached: Set<Int> = [0]
        var furthest = 0
        for wait in expected {
            var next: Set<Int> = []
            for start in reached {
                var sure = 0
                var end = start
                while true {
                    // A task that is cancelled need not have waited at all.
                    let least = wait.endsWhenCancelled && mayBeCancelled ? 0 : wait.least
                    if sure >= least { next.insert(end) }
                    guard end < waits.count, end - start < wait.most, fits(waits[end], wait) else { break }
                    if !waits[end].endedAtOnce || wait.wakers == [.nobody] { sure += 1 }
                    end += 1
                }
                furthest = max(furthest, end)
            }
            reached = next
        }
        return (reached.contains(waits.count) ? waits.count : furthest, reached.contains(waits.count))
    }

    private static func isHop(_ wait: Wait) -> Bool { wait.reason == "actor" && wait.waker == .nobody }

    private func fits(_ wait: Wait, _ expected: ExpectedWait) -> Bool {
        guard wait.reason == expected.reason else { return false }
        if let object = wait.object, wait.reason == "task" || wait.reason == "async_let" {
            guard expected.wakers.contains(.task(object)) else { return false }
        }
        if wait.endedAtOnce { return true }
        guard let waker = wait.waker else { return false }
        return expected.wakers.contains(waker) || expected.endsWhenCancelled && cancellers.contains(waker)
    }
}
