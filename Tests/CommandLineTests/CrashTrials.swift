import Foundation
import Synchronization
import Testing
import TraceFixtures
import TraceStore

/// Kills program, recorder and recovery at random moments, and counts what is in the trace then.
///
/// Environment: `CRASH_TRIALS` is how many, `CRASH_SEED` the seed of the first, `CRASH_KEEP` a folder for the traces
/// of trials that failed. See `Scripts/crash-trials`.
@Suite("Crashes", .serialized)
struct CrashTrials {
    static func setting(_ name: String, _ normal: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? normal
    }

    @Test("Killed at any moment, with its recovery: every published record is in the trace once.")
    func randomKills() async throws {
        let first = Self.setting("CRASH_SEED", 1)
        let trials = Self.setting("CRASH_TRIALS", 4)
        var counts = CrashTrial.Counts()
        for seed in first..<first + trials {
            var trial = try CrashTrial(seed: UInt64(seed))
            do {
                try await trial.run()
            } catch {
                Issue.record("CRASH_SEED=\(seed): \(error)")
            }
            for failure in trial.failures {
                Issue.record("CRASH_SEED=\(seed) (\(trial.plan)): \(failure)")
            }
            if !trial.failures.isEmpty { trial.keep() }
            counts.add(trial.counts)
            if (seed - first + 1).isMultiple(of: 50) { print("crashes: \(seed - first + 1) trials so far") }
        }
        #expect(trials < 4 || counts.tasks > 0)
        print(
            """
            crashes: \(trials) trials from seed \(first), \(counts.recoveriesKilled) recoveries killed: \
            \(counts.tasks) tasks and \(counts.items) queue operations witnessed, \(counts.lost) lost, \
            \(counts.doubled) doubled; \(counts.recovered) traces recovered
            """)
    }
}

/// One run of the crash program.
struct CrashTrial {
    struct Counts {
        var tasks = 0
        var items = 0
        var lost = 0
        var doubled = 0
        var recovered = 0
        var recoveriesKilled = 0

        mutating func add(_ other: Counts) {
            tasks += other.tasks
            items += other.items
            lost += other.lost
            doubled += other.doubled
            recovered += other.recovered
            recoveriesKilled += other.recoveriesKilled
        }
    }

    enum Plan: CaseIterable {
        case linked, linkedEarly, recordedProgram, recorder, recorderThenProgram, bothAtOnce, recorderEarly
    }

    let plan: Plan
    private(set) var failures: [String] = []
    private(set) var counts = Counts()
    private var random: SplitMix
    private let seed: UInt64
    private let directory: TemporaryDirectory
    private var trace: String { directory.file("trace.sqlite") }
    private var witnessFile: String { directory.file("witness") }

    private static let program =
        CommandUnderTest.executable.deletingLastPathComponent().appending(path: "crash-program").path

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix(state: seed &* 0x9e37_79b9_7f4a_7c15)
        plan = Plan.allCases[Int(seed) % Plan.allCases.count]
        directory = try TemporaryDirectory()
        try Data(count: 4096).write(to: URL(filePath: witnessFile))
    }

    mutating func run() async throws {
        try await crash()
        try await recover()
        if failures.isEmpty { try await check() }
    }

    func keep() {
        guard let kept = ProcessInfo.processInfo.environment["CRASH_KEEP"] else { return }
        try? FileManager.default.copyItem(atPath: trace, toPath: "\(kept)/seed-\(seed).sqlite")
    }

    // MARK: The crash

    private mutating func crash() async throws {
        let isLinked = plan == .linked || plan == .linkedEarly
        let process = try KillableProcess(
            isLinked
                ? [Self.program, "linked", witnessFile, trace]
                : [
                    CommandUnderTest.executable.path, "record", "--output", trace, "--", Self.program,
                    "plain",
                    witnessFile,
                ])
        if plan == .linkedEarly || plan == .recorderEarly {
            await rest(0...80)
        } else {
            await wait { self.created > 0 || !process.isRunning }
            await rest(0...500)
        }
        let first = process.pid
        switch plan {
        case .linked, .linkedEarly, .recorder, .recorderEarly:
            kill(first, SIGKILL)
        case .recordedProgram:
            killProgram()
        case .recorderThenProgram:
            kill(first, SIGKILL)
            await rest(0...300)
        case .bothAtOnce:
            if random.below(2) == 0 { killProgram() }
            kill(first, SIGKILL)
        }
        await wait { !process.isRunning }
        // A recovery that comes while the program lives refuses, and changes nothing.
        if plan == .recorder && isProgramAlive {
            let early = try await CommandUnderTest.run("recover", trace)
            if isProgramAlive && early.status != 2 {
                failures.append("recovered while the program ran: \(early)")
            }
        }
        if plan == .recorderEarly { await rest(100...200) }
        killProgram()
        await wait { !self.isProgramAlive }
    }

    private func killProgram() {
        let pid = pid_t(words[0])
        if pid > 0 { kill(pid, SIGKILL) }
    }

    /// A zombie whose parent was killed is init's.
    private var isProgramAlive: Bool {
        let pid = pid_t(words[0])
        guard pid > 0, let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return false
        }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    // MARK: The recovery

    private mutating func recover() async throws {
        for _ in 0..<random.below(4) {
            let process = try KillableProcess([CommandUnderTest.executable.path, "recover", trace])
            await rest(0...150)
            if process.isRunning { counts.recoveriesKilled += 1 }
            kill(process.pid, SIGKILL)
            await wait { !process.isRunning }
        }
        // One that is begun as its program starts may find it alive for a moment.
        var result = try await CommandUnderTest.run("recover", trace)
        for _ in 0..<100 {
            guard result.status == 2 && result.error.contains("still runs") else { break }
            killProgram()
            await rest(50...100)
            result = try await CommandUnderTest.run("recover", trace)
        }
        if result.status != 0 && created > 0 { failures.append("recover: \(result)") }
        if result.output.contains("is recovered") { counts.recovered += 1 }
    }

    // MARK: What is there

    private mutating func check() async throws {
        guard created > 0 else { return }
        let words = self.words
        let reader = try TraceFile.openForReading(trace)
        func number(_ sql: String) throws -> Int { Int(try reader.integer(sql)) }
        let integrity = try reader.prepare("PRAGMA integrity_check")
        if try !integrity.step() || integrity.text(at: 0) != "ok" { failures.append("integrity_check") }
        if try number("SELECT coalesce(sum(lost), 0) FROM gap") != 0 {
            failures.append("it says that it lost")
        }
        for worker in 0..<3 {
            let tasks = "FROM tasks WHERE name GLOB 'w\(worker)-*'"
            let (made, ended) = (Int(words[8 + worker]), Int(words[16 + worker]))
            counts.tasks += made
            let last = try number("SELECT max(CAST(substr(name, 4) AS INTEGER)) \(tasks)")
            let (all, different) = try (
                number("SELECT count(*) \(tasks)"), number("SELECT count(DISTINCT name) \(tasks)")
            )
            compare("tasks of worker \(worker)", different, made)
            counts.doubled += all - different
            if all != different || last != different {
                failures.append("worker \(worker): \(all) rows, \(different) names up to \(last)")
            }
            compare(
                "ended tasks of worker \(worker)", try number("SELECT count(*) \(tasks) AND outcome = 'ok'"),
                ended)
        }
        compare("puts", try number("SELECT count(*) FROM queue_op WHERE op = 1"), Int(words[24]))
        compare("gets", try number("SELECT count(*) FROM queue_op WHERE op = 2"), Int(words[25]))
        counts.items += Int(words[24] + words[25])
        let holders = """
            SELECT count(*) FROM tasks JOIN open_task ON task = id
            WHERE name GLOB 'holder-*' AND outcome = 'alive' AND state IN (1, 2, 3, 4)
            """
        if try number(holders) != Int(words[1]) && words[1] != 0 {
            failures.append("tasks open at the crash are not")
        }
        try await checkEnd(reader)
    }

    /// What was published may be one ahead of its witness, and never behind it.
    private mutating func compare(_ what: String, _ found: Int, _ witnessed: Int) {
        if found < witnessed { counts.lost += witnessed - found }
        if found > witnessed + 1 { counts.doubled += found - witnessed - 1 }
        if found < witnessed || found > witnessed + 1 {
            failures.append("\(what): \(found) in the trace, \(witnessed) witnessed")
        }
    }

    private mutating func checkEnd(_ reader: Database) async throws {
        let facts = try reader.prepare(
            "SELECT (SELECT value FROM meta WHERE key = 'state'), (SELECT value FROM meta WHERE key = 'segments_folder')"
        )
        _ = try facts.step()
        if facts.text(at: 0) != "closed" && facts.text(at: 0) != "recovered" {
            failures.append("its state is \(facts.text(at: 0) ?? "none")")
        }
        if let folder = facts.text(at: 1), FileManager.default.fileExists(atPath: folder) {
            failures.append("the folder of segments is left")
        }
        let verified = try await CommandUnderTest.run("verify", trace)
        if verified.status != 0 { failures.append(verified.output) }
        let again = try await CommandUnderTest.run("recover", trace)
        if again.status != 0 || !again.output.contains("nothing to recover") {
            failures.append("again: \(again)")
        }
    }

    // MARK: Helpers

    private var words: [UInt64] {
        let data = (try? Data(contentsOf: URL(filePath: witnessFile))) ?? Data(count: 4096)
        return (0..<32).map { word in
            (0..<8).reduce(0) { $0 | UInt64(data[word * 8 + $1]) << UInt64(8 * $1) }
        }
    }

    private var created: UInt64 { words[8..<16].reduce(0, +) }

    private mutating func rest(_ milliseconds: ClosedRange<Int>) async {
        let length = milliseconds.lowerBound + random.below(milliseconds.count)
        try? await Task.sleep(for: .milliseconds(length))
    }

    private func wait(_ condition: () -> Bool) async {
        for _ in 0..<6000 {
            if condition() { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// A process without input and output.
///
/// Foundation's would also wait for those that it has started, which inherit what it listens to.
final class KillableProcess {
    let pid: pid_t
    private var isReaped = false

    init(_ words: [String]) throws {
        var attributes = posix_spawnattr_t()
        var files = unsafe posix_spawn_file_actions_t()
        var none = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&files)
        // Threads of the task pool block every signal.
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        for file: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0)
        }
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer {
            for index in words.indices { unsafe free(arguments[index]) }
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&files)
        }
        var number: pid_t = 0
        let failure = unsafe posix_spawn(&number, words[0], &files, &attributes, &arguments, environ)
        guard failure == 0 else { throw CocoaError(.executableLoad) }
        pid = number
    }

    var isRunning: Bool {
        if !isReaped { isReaped = waitpid(pid, nil, WNOHANG) != 0 }
        return !isReaped
    }
}

struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
