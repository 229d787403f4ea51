import Glibc

/// As many tasks as there are threads block at the same time; a task that only wants to answer has to wait.
enum StalledExecutorProgram: ZooProgram {
    static let rule = "stalled-executor"

    private static let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    static func planted() async {
        await withTaskGroup { group in
            for number in 1...processors {
                group.addTask(name: "reader-\(number)") { blockingRead() }  // culprit: stalled-executor
            }
            for number in 1...3 { group.addTask(name: "answer-\(number)") { await rest(1) } }
        }
    }

    private static func blockingRead() { usleep(250_000) }

    static func healthy() async {
        await withTaskGroup { group in
            for number in 1...processors { group.addTask(name: "reader-\(number)") { await rest(100) } }
            for number in 1...3 { group.addTask(name: "answer-\(number)") { await rest(1) } }
        }
    }
}
