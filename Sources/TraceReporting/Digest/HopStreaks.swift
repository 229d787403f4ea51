/// Tasks that did nothing but go from one actor to another and back, again and again.
///
/// A streak is a row of hops between which the task waited for nothing else and ran for moments only.
struct HopStreaks: Sendable {
    struct Streak: Sendable {
        let task: Int64
        let began: Int64
        var ended: Int64
        var hops: Int64
        var run: Int64
        var delay: Int64
        /// Where it went to, the last two times.
        var actors: (Int64, Int64)
        var sites: (Int64, Int64)
    }

    /// From so many hops on a streak is worth telling of.
    static let threshold: Int64 = 500
    /// Whoever runs longer than this between two hops has something to do where he is.
    private static let longestRun: Int64 = 100_000
    /// So many tasks are followed. Where there are more, those that hopped a few times only are forgotten.
    private var mostTasks = 100_000

    private var running: [Int64: Streak] = [:]
    private(set) var found: [Streak] = []

    mutating func add(_ wait: WaitDigest.Wait) {
        guard var streak = running[wait.task], wait.follows(streak.ended), wait.run <= Self.longestRun else {
            if let streak = running[wait.task] { keep(streak) }
            running[wait.task] = Streak(
                task: wait.task, began: wait.began, ended: wait.ended, hops: 1, run: wait.run,
                delay: wait.delay,
                actors: (wait.object, wait.object), sites: (wait.site, wait.site))
            if running.count > mostTasks {
                running = running.filter { $0.value.hops >= 10 }
                // Not each time again, where most of them are kept.
                mostTasks = max(mostTasks, running.count * 2)
            }
            return
        }
        streak.ended = wait.ended
        streak.hops += 1
        streak.run = streak.run.clampedAdding(wait.run)
        streak.delay = streak.delay.clampedAdding(wait.delay)
        streak.actors = (streak.actors.1, wait.object)
        streak.sites = (streak.sites.1, wait.site)
        running[wait.task] = streak
    }

    mutating func finish() {
        for streak in running.values { keep(streak) }
        running = [:]
        found.sort { ($1.hops, $0.began) < ($0.hops, $1.began) }
    }

    private mutating func keep(_ streak: Streak) {
        guard streak.hops >= Self.threshold, streak.actors.0 != streak.actors.1 else { return }
        found.append(streak)
    }
}
