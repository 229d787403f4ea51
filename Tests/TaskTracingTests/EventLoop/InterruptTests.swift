import Foundation
import TaskTracing
import Testing

@Suite("SIGINT")
struct InterruptTests {
    @Test("The second signal ends the program, as it does without a runner.", .timeLimit(.minutes(2)))
    func second() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            _ = signal(SIGINT, SIG_DFL)
            try await onThread {
                try withEventLoopRunner { runner in
                    try runner.run {
                        interrupt()
                        while !Task.isCancelled { await Task.yield() }
                        interrupt()
                        // Not for ever, should the signal not end it.
                        for _ in 0..<10_000 { usleep(1000) }
                    }
                }
            }
        }
    }

    @Test(
        "EventLoop.run handles the signal when it is asked to, and what handled it before does afterwards.",
        .timeLimit(.minutes(2)))
    func run() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            _ = signal(SIGINT, SIG_DFL)
            do {
                try await EventLoop.run(handlesInterrupt: true) { _ in
                    interrupt()
                    try await Task.sleep(for: .seconds(1000))
                }
                exit(3)
            } catch EventLoopError.interrupted {
                interrupt()
            }
        }
    }
}

/// Sends this thread the signal, which has been handled when it returns.
@Sendable private func interrupt() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    // Threads of Dispatch have their signals blocked, and so do those that they start.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGINT)
}
