/// A program with one planted trouble, and its healthy twin, which does the same work as it should be done.
///
/// The line that a finding must name bears the comment `// culprit: RULE`; the function around it is the one that it
/// must name: for a run behind an `await` that line, in the function that suspended; for one from a task's beginning,
/// its closure. Programs know nothing of how findings are made.
protocol ZooProgram: Sendable {
    /// The rule that must find it, before all others.
    static var rule: String { get }
    /// Whether it uses the library's queues, locks, futures or loops: then it traces itself, as their users do.
    static var tracesItself: Bool { get }

    static func planted() async throws
    static func healthy() async throws
}

extension ZooProgram {
    static var tracesItself: Bool { false }
}

/// Suspends.
func rest(_ milliseconds: Int) async { try? await Task.sleep(for: .milliseconds(milliseconds)) }

/// Keeps a processor busy.
func compute(_ milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {}
}
