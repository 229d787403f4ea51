import Glibc

/// More tasks that compute than there are threads, none of them for long: who comes last waits for all of them.
enum StarvationProgram: ZooProgram {
    static let rule = "starvation"

    private static let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    static func planted() async {
        await withTaskGroup { group in
            for number in 1...processors * 6 {
                group.addTask(name: "compressor-\(number)") { await compress() }  // culprit: starvation
            }
        }
    }

    private static func compress() async {
        compute(40)
    }

    static func healthy() async {
        await withTaskGroup { group in
            for number in 1...processors {
                group.addTask(name: "compressor-\(number)") { await compressInParts() }
            }
        }
    }

    private static func compressInParts() async {
        for _ in 1...4 {
            await rest(1)
            compute(10)
        }
    }
}
