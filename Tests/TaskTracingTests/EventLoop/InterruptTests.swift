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
                        kill(getpid(), SIGINT)
                        while !Task.isCancelled { await Task.yield() }
                        kill(getpid(), SIGINT)
                        // Not for ever, should the signal not end it.
                        for _ in 0..<10_000 { usleep(1000) }
                    }
                }
            }
        }
    }

    @Test("EventLoop.run handles the signal when it is asked to, and what handled it before does afterwards.", .timeLimit(.minutes(2)))
    func run() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            _ = signal(SIGINT, SIG_DFL)
            do {
                try await EventLoop.run(handlesInterrupt: true) { _ in
                    kill(getpid(), SIGINT)
                    try await Task.sleep(for: .seconds(1000))
                }
                exit(3)
            } catch EventLoopError.interrupted {
                kill(getpid(), SIGINT)
            }
        }
    }
}
